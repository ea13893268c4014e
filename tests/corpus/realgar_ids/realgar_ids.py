import json
from threading import Lock, Thread

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def attacks(self, since):
        return self._http_request("GET", "/attacks", params={"since": since})["attacks"]


class Builder:
    def __init__(self):
        self.lock, self.incidents = Lock(), []

    def add(self, attack):
        incident = {"name": attack["rule"], "occurred": attack["at"], "severity": int(attack["score"]), "rawJSON": json.dumps(attack)}
        with self.lock:
            self.incidents.append(incident)

    def add_all(self, attacks):
        threads = [Thread(target=self.add, args=(attack,)) for attack in attacks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(self.incidents, key=lambda one: one["occurred"])


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    first = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    if demisto.command() == "fetch-incidents":
        since = demisto.getLastRun().get("since", first)
        attacks = client.attacks(since)
        incidents = Builder().add_all(attacks)
        demisto.setLastRun({"since": max([since] + [attack["at"] for attack in attacks])})
        demisto.incidents(incidents)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

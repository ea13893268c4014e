import heapq
import json

import demistomock as demisto
from CommonServerPython import *

ROOM = 2


class Client(BaseClient):
    def offences(self, since):
        return self._http_request("POST", "/offences", json_data={"after": since})["result"]


class Fetch:
    def __init__(self, client, since):
        self.client, self.since = client, since

    def gravest(self, offences):
        return heapq.nlargest(ROOM, offences, key=lambda offence: offence["score"])

    def __call__(self):
        offences = self.client.offences(self.since)
        chosen = self.gravest(offences)
        for offence in offences:
            self.since = max(self.since, offence["made"])
        return [
            {"name": f"Offence {offence['nr']}", "occurred": offence["made"], "rawJSON": json.dumps(offence)}
            for offence in chosen
        ]


def main():
    params = demisto.params()
    client = Client(params["url"], verify=not params.get("insecure"), headers={"X-Nutmeg": params.get("api_key")})
    begin = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        if demisto.command() == "test-module":
            client.offences(begin)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            fetch = Fetch(client, demisto.getLastRun().get("since", begin))
            incidents = fetch()
            demisto.setLastRun({"since": fetch.since})
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Nutmeg SOC: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

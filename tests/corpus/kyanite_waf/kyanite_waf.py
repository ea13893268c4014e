import json

import demistomock as demisto
from CommonServerPython import *

LEVELS = ["info", "low", "medium", "high"]


class Client(BaseClient):
    def attacks(self, after, limit):
        return self._http_request("GET", "/attacks", params={"after": after, "limit": limit})["attacks"]


def is_wanted(attack, minimum):
    return LEVELS.index(attack["level"]) > LEVELS.index(minimum)


def fetch_incidents(client, after, minimum):
    incidents = []
    while True:
        page = client.attacks(after, 2)
        if not page:
            break
        for attack in page:
            after = attack["id"]
            if not is_wanted(attack, minimum):
                continue
            incidents.append({"name": attack["kind"], "rawJSON": json.dumps(attack)})
    return after, incidents


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        after, incidents = fetch_incidents(client, demisto.getLastRun().get("after", 0), "medium")
        demisto.incidents(incidents)
        demisto.setLastRun({"after": after})

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

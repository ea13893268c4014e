import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def sessions(self, since):
        for attempt in range(3):
            try:
                return self._http_request("GET", "/sessions", params={"since": since})["sessions"]
            except DemistoException as error:
                demisto.info(f"attempt {attempt}: {error}")
        raise DemistoException("no answer")


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        last_run = demisto.getLastRun()
        since, ids = last_run.get("since", "2024-03-27T05:00:00Z"), last_run.get("ids", [])
        sessions = [one for one in client.sessions(since) if one["sid"] not in ids]
        incidents = []
        for one in sessions:
            ids = [*ids, one["sid"]] if one["start"] == since else [one["sid"]]
            since = one["start"]
            incidents.append({"name": one["user"], "occurred": since, "rawJSON": json.dumps(one)})
        demisto.setLastRun({"since": since, "ids": ids})
        demisto.incidents(incidents)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

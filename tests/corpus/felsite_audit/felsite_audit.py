import json
from datetime import datetime, timedelta

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def log(self):
        return self._http_request("GET", "/audit/log")["entries"]


def start_of(last_run):
    if "after" in last_run:
        return last_run["after"]
    return int((datetime.utcnow() - timedelta(hours=2) - datetime(1970, 1, 1)).total_seconds())


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        after = start_of(demisto.getLastRun())
        entries = [entry for entry in client.log() if entry["time"] > after]
        demisto.setLastRun({"after": max([after] + [entry["time"] for entry in entries])})
        demisto.incidents([{"name": entry["action"], "rawJSON": json.dumps(entry)} for entry in entries])

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

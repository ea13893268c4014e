import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def entries(self):
        return self._http_request("GET", "/entries", params={"sort": "-time"})["entries"]


def start_of(last_run, first_fetch):
    if last_run.get("time"):
        return last_run["time"]
    kept = demisto.getIntegrationContext() or {}
    if not kept.get("start"):
        kept = {"start": arg_to_datetime(first_fetch).strftime("%Y-%m-%dT%H:%M:%SZ")}
        demisto.setIntegrationContext(kept)
    return kept["start"]


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        last_run = demisto.getLastRun()
        start, ids = start_of(last_run, params.get("first_fetch") or "1 hour"), last_run.get("ids", [])
        entries = [one for one in client.entries() if one["time"] >= start and one["id"] not in ids]
        newest = max([start] + [one["time"] for one in entries])
        ids = [one["id"] for one in entries if one["time"] == newest] + (ids if newest == start else [])
        demisto.setLastRun({"time": newest, "ids": ids})
        demisto.incidents([{"name": one["action"], "occurred": one["time"], "rawJSON": json.dumps(one)} for one in entries])

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

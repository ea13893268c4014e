import json
from datetime import datetime, timedelta

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def search(self, earliest, latest):
        return self._http_request("POST", "/search", json_data={"earliest": earliest, "latest": latest})["results"]


def window(seconds):
    latest = datetime.utcnow()
    return latest - timedelta(seconds=seconds), latest


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        earliest, latest = (moment.isoformat(timespec="seconds") + "Z" for moment in window(60))
        results = client.search(earliest, latest)
        demisto.incidents([{"name": one["rule"], "occurred": one["_time"], "rawJSON": json.dumps(one)} for one in results])
        demisto.setLastRun({"latest": latest})

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

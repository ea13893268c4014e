import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
from CommonServerPython import *

BACK = timedelta(minutes=5)
FORM = "%Y-%m-%dT%H:%M:%SZ"


class Client(BaseClient):
    def pages(self, begin):
        number = 1
        while True:
            rows = self._http_request("GET", "/threats", params={"begin": begin, "page": number, "size": 2})["rows"]
            yield rows
            if len(rows) < 2:
                break
            number += 1


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        now = datetime.now(timezone.utc)
        seen = demisto.getLastRun().get("seen") or {}
        begin = (now - BACK).strftime(FORM)
        incidents, keep = [], {}
        for row in (row for rows in client.pages(begin) for row in rows):
            keep[row["id"]] = row["time"]
            if row["id"] not in seen:
                incidents.append({"name": row["id"], "occurred": row["time"], "rawJSON": json.dumps(row)})
        demisto.setLastRun({"seen": keep})
        demisto.incidents(incidents)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

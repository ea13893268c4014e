import json
from operator import itemgetter

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def violations(self, begin):
        return self._http_request("GET", "/violations", params={"begin": begin}, resp_type="json")


def by_time(rows):
    return sorted(rows, key=itemgetter("ts", "id"))


def fetch_incidents(client, begin):
    rows = by_time(client.violations(begin))
    *_, last = rows
    incidents = [{"name": row["policy"], "rawJSON": json.dumps(row)} for row in rows]
    return last["ts"] + 1, incidents


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    try:
        if demisto.command() == "fetch-incidents":
            begin = demisto.getLastRun().get("begin") or 1704100000
            begin, incidents = fetch_incidents(client, int(begin))
            demisto.setLastRun({"begin": str(begin)})
            demisto.incidents(incidents)
    except Exception as error:
        return_error(f"Jasper DLP: {error}")

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

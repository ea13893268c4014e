import json
from itertools import islice

import dateparser
import demistomock as demisto
from CommonServerPython import *

PAGE = 4


class Client(BaseClient):
    def reports(self, since):
        offset = 0
        while True:
            found = self._http_request("GET", "/api/reports", params={"since": since, "offset": offset, "limit": PAGE})
            yield from found["reports"]
            if len(found["reports"]) < PAGE:
                return
            offset += PAGE


def first_time(text):
    return dateparser.parse(text, settings={"TIMEZONE": "UTC"}).strftime("%Y-%m-%dT%H:%M:%SZ")


def fetch_incidents(client, last_run, params):
    since = last_run.get("last_report_time") or first_time(params.get("first_fetch") or "1 hour")
    incidents = []
    for report in islice(client.reports(since), int(params.get("max_fetch") or 3)):
        incidents.append({"name": report["sha"], "occurred": report["finished"], "rawJSON": json.dumps(report)})
        since = report["finished"]
    return {"last_report_time": since}, incidents


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    try:
        if demisto.command() == "test-module":
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents(client, demisto.getLastRun(), params)
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
    except Exception as error:
        return_error(str(error))

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

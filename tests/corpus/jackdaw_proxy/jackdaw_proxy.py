"""Jackdaw Web Proxy: blocked requests in windows of two minutes, each asked for once.

Shows: of a busy window only the first page is read; `next` is there, and nobody follows it.
"""

import json
from datetime import timedelta

from CommonServerPython import *

WINDOW = timedelta(minutes=2)


class JackdawClient(BaseClient):
    def __init__(self, params):
        super().__init__(
            base_url=urljoin(params["url"], "/api/v3"),
            verify=not params.get("insecure", False),
            headers={"X-Auth-Token": params["apikey"]},
        )

    def blocked(self, start, end):
        res = self._http_request(
            "GET", "/blocked", params={"start": start.isoformat(), "end": end.isoformat()}
        )
        return res["results"]


def next_window(last_run, first):
    start = arg_to_datetime(last_run.get("end", first))
    return start, start + WINDOW


def main():
    params = demisto.params()
    client = JackdawClient(params)
    if demisto.command() != "fetch-incidents":
        return
    start, end = next_window(demisto.getLastRun(), params["first_fetch"])
    if end > datetime.now(start.tzinfo):
        demisto.incidents([])
        return
    incidents = []
    for item in client.blocked(start, end):
        incident = {"name": f"{item['user']}: {item['site']}", "occurred": item["time"]}
        incidents.append(incident | {"rawJSON": json.dumps(item)})
    demisto.incidents(incidents)
    demisto.setLastRun({"end": end.isoformat()})


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

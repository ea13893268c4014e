import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def offenses(self, filter_):
        return self._http_request("GET", "/siem/offenses", params={"start_time_after": filter_})


class Fetcher:
    def __init__(self, client, last_run, limit):
        self.client, self.limit = client, limit
        self.start = last_run.get("start_time", 0)

    def take(self):
        found = self.client.offenses(self.start)
        found.sort(key=lambda one: one["start_time"], reverse=True)
        return found[:self.limit]

    def run(self):
        batch = self.take()
        if batch:
            self.start = batch[0]["start_time"]
        return [{"name": f"Offense {one['id']}", "occurred": timestamp_to_datestring(one["start_time"], is_utc=True),
                 "rawJSON": json.dumps(one)} for one in batch]


def fetch_incidents(client, params):
    last_run = demisto.getLastRun()
    if not last_run:
        last_run = {"start_time": int(arg_to_datetime(params.get("first_fetch", "1 hour")).timestamp() * 1000)}
    fetcher = Fetcher(client, last_run, int(params.get("max_fetch") or 3))
    demisto.incidents(fetcher.run())
    demisto.setLastRun({"start_time": fetcher.start})


def main():
    params = demisto.params()
    client = Client(params["url"].rstrip("/"), headers={"X-Key": params.get("apikey")})
    try:
        if demisto.command() == "test-module":
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            fetch_incidents(client, params)
    except Exception as e:
        return_error(f"Failed: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

import json
from itertools import count

import demistomock as demisto
from CommonServerPython import *

LIMIT = 2


class InletClient(BaseClient):
    async_wait = False

    def alarms(self, newer_than):
        return self._http_request("POST", "/alarms/find", json_data={"newerThan": newer_than, "order": "asc"})


class Batch:
    def __init__(self, newest):
        self.newest = newest
        self.incidents = []
        self.number = count(1)

    def take(self, alarm):
        self.newest = max(self.newest, alarm["at"])
        if next(self.number) > LIMIT:
            demisto.debug(f"alarm {alarm['alarm']} is over the limit")
            return
        self.incidents.append({"name": alarm["rule"], "occurred": alarm["at"], "rawJSON": json.dumps(alarm)})


def fetch(client, begin):
    batch = Batch(demisto.getLastRun().get("newest") or begin)
    for alarm in client.alarms(batch.newest):
        batch.take(alarm)
    demisto.setLastRun({"newest": batch.newest})
    return batch.incidents


def main():
    params = demisto.params()
    client = InletClient(params["url"], verify=not params.get("insecure"), headers={"X-Inlet": params.get("api_key")})
    begin = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        if demisto.command() == "test-module":
            client.alarms(begin)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            demisto.incidents(fetch(client, begin))
    except Exception as e:
        return_error(f"Inlet EDR: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

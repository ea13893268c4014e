import json
from datetime import timezone

import demistomock as demisto
from CommonServerPython import *


def now_utc():
    return datetime.now(timezone.utc)


def stamp(moment):
    """A moment as the number that Ferrous works with."""
    return int(moment.timestamp())


def moment_of(alarm):
    return datetime.fromtimestamp(alarm["raisedMs"] / 1000, tz=timezone.utc)


class FerrousClient(BaseClient):
    def __init__(self, params):
        super().__init__(params["url"] + "/ids/v1", verify=not params.get("insecure", False))
        self._headers = {"ferrous-key": params.get("key", "")}

    def alarms_after(self, moment):
        page = 1
        while True:
            answer = self._http_request("GET", "/alarms", params={"raisedAfter": stamp(moment), "page": page, "pageSize": 5})
            yield from answer["alarms"]
            if page >= answer["totalPages"]:
                return
            page += 1


def fetch_incidents(client, last_run):
    position = datetime.fromisoformat(last_run["position"]) if last_run else now_utc() - timedelta(hours=1)
    incidents = []
    for alarm in client.alarms_after(position):
        raised = moment_of(alarm)
        incidents.append({"name": f"Ferrous {alarm['signature']}", "occurred": raised.isoformat(), "rawJSON": json.dumps(alarm)})
        position = max(position, raised)
    return {"position": position.isoformat()}, incidents


def main():
    try:
        client = FerrousClient(demisto.params())
        if demisto.command() == "test-module":
            next(client.alarms_after(now_utc()), None)
            return_results("ok")
        if demisto.command() == "fetch-incidents":
            last_run, incidents = fetch_incidents(client, demisto.getLastRun())
            demisto.setLastRun(last_run)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Ferrous IDS: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def alerts(self, since):
        return self._http_request("GET", "/cloud/alerts", params={"since": since})["alerts"]

    def changes(self, since):
        return self._http_request("GET", "/cloud/changes", params={"since": since})["changes"]


def newest(rows, old):
    return max([old, *(row["epoch"] for row in rows)])


def build(kind, rows):
    return [
        {"name": f"{kind} {row['uid']}", "occurred": timestamp_to_datestring(row["epoch"] * 1000, is_utc=True), "rawJSON": json.dumps(row)}
        for row in rows
    ]


def fetch_incidents(client, state, begin):
    alerts_since, changes_since = state.get("alerts", begin), state.get("changes", begin)
    alerts = client.alerts(alerts_since + 1)
    changes = client.changes(changes_since * 1000 + 1)
    state = {"alerts": newest(alerts, alerts_since), "changes": newest(alerts + changes, changes_since)}
    return state, build("Alert", alerts) + build("Change", changes)


def main():
    params = demisto.params()
    client = Client(params["url"], verify=not params.get("insecure"), headers={"X-Juniper": params.get("api_key")})
    begin = int(arg_to_datetime(params.get("first_fetch") or "1 hour").timestamp())
    try:
        if demisto.command() == "test-module":
            client.alerts(begin)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            state, incidents = fetch_incidents(client, demisto.getLastRun(), begin)
            demisto.setLastRun(state)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Juniper Cloud: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

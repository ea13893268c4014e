import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def alerts(self, since):
        return self._http_request("GET", "/alerts", params={"from": since})["items"]


def unique(alerts):
    titles = set()
    for alert in alerts:
        if alert["title"] in titles:
            continue
        titles.add(alert["title"])
        yield alert


def fetch_incidents(client, params):
    since = demisto.getLastRun().get("since") or int(arg_to_datetime(params.get("first_fetch", "1 hour")).timestamp() * 1000)
    alerts = client.alerts(since)
    incidents = [{"name": a["title"], "occurred": timestamp_to_datestring(a["ts"], is_utc=True), "rawJSON": json.dumps(a)} for a in unique(alerts)]
    if alerts:
        since = alerts[-1]["ts"] + 1
    demisto.incidents(incidents)
    demisto.setLastRun({"since": since})


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

import json

import demistomock as demisto
from CommonServerPython import *

TIME = "%Y-%m-%dT%H:%M:%SZ"


class AlmondClient(BaseClient):
    def get_alerts(self, start, count):
        return self._http_request("GET", "/alerts", params={"from": start, "count": count, "order": "asc"})["alerts"]


def fetch_incidents(client, last_run, max_fetch, first_fetch):
    last_fetch = last_run.get("last_fetch") or arg_to_datetime(first_fetch).strftime(TIME)
    last_ids = last_run.get("last_ids", [])

    incidents = []
    alerts = client.get_alerts(last_fetch, max_fetch + len(last_ids))
    for alert in alerts:
        created = alert["created"]
        if created < last_fetch or alert["alert_id"] in last_ids:
            continue
        if len(incidents) == max_fetch:
            break
        incidents.append({
            "name": f"Almond alert {alert['alert_id']}",
            "occurred": created,
            "rawJSON": json.dumps(alert),
        })
        if created > last_fetch:
            last_fetch, last_ids = created, []
        last_ids = last_ids + [alert["alert_id"]]

    return {"last_fetch": last_fetch, "last_ids": last_ids}, incidents


def main():
    params = demisto.params()
    try:
        client = AlmondClient(
            urljoin(params.get("url"), "/edr/v2"),
            verify=not params.get("insecure", False),
            headers={"Almond-Key": params.get("apikey")},
        )
        if demisto.command() == "test-module":
            client.get_alerts("2024-01-01T00:00:00Z", 1)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents(client, demisto.getLastRun(), int(params.get("max_fetch") or 2),
                                                  params.get("first_fetch") or "1 hour")
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Almond EDR: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

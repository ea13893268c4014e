import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
from CommonServerPython import *

TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class Client(BaseClient):
    def anomalies(self, since):
        return self._http_request(
            "GET", "/backup/anomalies", params={"since": since.strftime(TIME_FORMAT), "pageSize": 100}
        ).get("anomalies", [])


def load_since(first_fetch_minutes):
    saved = demisto.getLastRun().get("since")
    if saved:
        return datetime.strptime(saved, TIME_FORMAT).replace(tzinfo=timezone.utc)
    return datetime.now(timezone.utc) - timedelta(minutes=first_fetch_minutes)


def store_since(since):
    demisto.setLastRun({"since": since.isoformat()})


def fetch_incidents(client, first_fetch_minutes):
    since = load_since(first_fetch_minutes)
    incidents = []
    for anomaly in client.anomalies(since):
        detected = datetime.strptime(anomaly["detected"], TIME_FORMAT).replace(tzinfo=timezone.utc)
        incidents.append({
            "name": f"Backup anomaly on {anomaly['volume']}",
            "occurred": anomaly["detected"],
            "rawJSON": json.dumps(anomaly),
        })
        since = max(since, detected)
    if incidents:
        store_since(since)
    demisto.incidents(incidents)


def main():
    params = demisto.params()
    client = Client(base_url=params.get("url"), verify=not params.get("insecure", False),
                    headers={"X-Mesa-Token": params.get("mesa_token")})
    try:
        if demisto.command() == "test-module":
            client.anomalies(datetime.now(timezone.utc))
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            fetch_incidents(client, int(params.get("first_fetch_minutes") or 60))
    except Exception as e:
        return_error(f"Mesa Backup: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

"""Tundra CASB: so many alerts a run, the oldest first.

Shows: what does not fit into a run is lost, as the next one starts from now.
"""

import json

from CommonServerPython import *

DATE = "%Y-%m-%d %H:%M:%S"


class TundraClient(BaseClient):
    def list_alerts(self, start_time, top):
        return self._http_request(
            method="GET", url_suffix="/alerts", params={"startTime": start_time, "$top": top}
        )


def fetch_incidents(client, max_fetch, first_fetch):
    start = demisto.getLastRun().get("start_time", first_fetch)
    this_run = datetime.utcnow().strftime(DATE)
    alerts = client.list_alerts(start, max_fetch)["value"]
    demisto.debug(f"{len(alerts)} alerts since {start}")
    return {"start_time": this_run}, list(map(to_incident, alerts))


def to_incident(alert):
    severity = {"low": IncidentSeverity.LOW, "high": IncidentSeverity.HIGH}.get(
        alert["severity"], 0
    )
    return {"name": alert["title"], "severity": severity, "rawJSON": json.dumps(alert)}


def main():
    params = demisto.params()
    try:
        client = TundraClient(
            params["url"], headers={"Authorization": "Bearer " + params["apikey"]}
        )
        if demisto.command() == "fetch-incidents":
            last_run, incidents = fetch_incidents(
                client,
                arg_to_number(params.get("max_fetch")) or 50,
                arg_to_datetime(params["first_fetch"]).strftime(DATE),
            )
            demisto.incidents(incidents)
            demisto.setLastRun(last_run)
    except Exception as error:
        return_error(f"Tundra CASB: {error}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

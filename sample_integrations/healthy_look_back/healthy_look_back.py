"""Hobby Alerts: looks back some minutes with the documented functions, for what was indexed late."""

import json

import demistomock as demisto
import requests
from CommonServerPython import *

DATE_FORMAT = "%Y-%m-%dT%H:%M:%S"


def search(params, **query):
    response = requests.get(
        f"{params['url'].rstrip('/')}/alerts",
        params=query,
        headers={"X-Api-Key": params["apikey"]},
        verify=not params["insecure"],
        timeout=30,
    )
    response.raise_for_status()
    return response.json()["alerts"]


def to_incident(alert):
    return {
        "name": f"{alert['title']} ({alert['id']})",
        "occurred": alert["created"],
        "dbotMirrorId": alert["id"],
        "rawJSON": json.dumps(alert),
    }


def fetch_incidents(params, last_run):
    look_back = int(params["look_back"]) + minutes_since(last_run.get("time"))
    limit = int(params["max_fetch"])
    start, end = get_fetch_run_time_range(
        last_run, params["first_fetch"], look_back=look_back, date_format=DATE_FORMAT
    )
    # What was fetched before comes again within the window, and must not fill the page.
    limit_now = last_run.get("limit") or limit
    alerts = search(params, start=start, end=end, limit=limit_now)
    fresh = filter_incidents_by_duplicates_and_limit(alerts, last_run, limit, "id")
    next_run = update_last_run_object(
        last_run=last_run,
        incidents=fresh,
        fetch_limit=limit,
        start_fetch_time=start,
        end_fetch_time=end,
        look_back=look_back,
        created_time_field="created",
        id_field="id",
        date_format=DATE_FORMAT,
        increase_last_run_time=True,
    )
    demisto.setLastRun(next_run)
    demisto.incidents([to_incident(alert) for alert in fresh])


def minutes_since(time):
    """The functions look back from now: fetches that are rarer than that would not look back at all."""
    if not time:
        return 0
    return int((datetime.now(timezone.utc) - arg_to_datetime(f"{time}Z")).total_seconds() / 60) + 1


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())

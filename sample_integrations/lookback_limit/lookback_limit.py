"""Kestrel Alerts: looks back as the functions of 2022 did, and its windows hold more than max_fetch."""

import json
from datetime import datetime

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


def updated(last_run, fresh, limit, start, end, look_back):
    """The next last run: a full page keeps its start, and the limit grows by one page."""
    now = int(datetime.now().timestamp())
    found = {**last_run.get("found_incident_ids", {}), **{alert["id"]: now for alert in fresh}}
    kept = {key: seen for key, seen in found.items() if now - seen < look_back * 120}
    next_run = {"time": end, "limit": limit, "found_incident_ids": kept}
    if fresh:
        next_run["time"] = get_latest_incident_created_time(
            fresh, "created", DATE_FORMAT, increase_last_run_time=True
        )
    if len(fresh) >= limit:
        next_run["time"], next_run["limit"] = start, last_run.get("limit", limit) + limit
    return next_run


def fetch_incidents(params, last_run):
    look_back = int(params["look_back"])
    limit = int(params["max_fetch"])
    start, end = get_fetch_run_time_range(
        last_run, params["first_fetch"], look_back=look_back, date_format=DATE_FORMAT
    )
    # What was fetched before comes again within the window, and must not fill the page.
    limit_now = last_run.get("limit") or limit
    alerts = search(params, start=start, end=end, limit=limit_now)
    fresh = filter_incidents_by_duplicates_and_limit(alerts, last_run, limit, "id")
    next_run = updated(last_run, fresh, limit, start, end, look_back)
    demisto.setLastRun(next_run)
    demisto.incidents([to_incident(alert) for alert in fresh])


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())

"""Three pieces of advice of the developer hub's page, each followed to the letter, one at a time.

The last run read as text; a start time without its date; two times compared as strings.
"""

import json
from datetime import datetime, timedelta

import demistomock as demisto
import requests

TIME = "%H:%M:%S"


def search(params, since):
    response = requests.get(
        f"{params['url'].rstrip('/')}/alerts",
        params={"since": since.isoformat()},
        headers={"X-Key": params["apikey"]},
        verify=not params["insecure"],
        timeout=30,
    )
    response.raise_for_status()
    return response.json()


def send(alerts):
    demisto.incidents(
        [
            {"name": alert["name"], "occurred": alert["time"], "rawJSON": json.dumps(alert)}
            for alert in alerts
        ]
    )


def last_run_as_text(params):
    """Text is never None, so the first run already takes `{}` for a time."""
    last_run = str(demisto.getLastRun())
    if last_run is None:
        since = datetime.utcnow() - timedelta(hours=1)
    else:
        since = datetime.strptime(last_run, TIME)
    alerts = search(params, since)
    demisto.setLastRun({"start_time": datetime.utcnow().strftime(TIME)})
    send(alerts)


def time_without_a_date(params):
    """A time of day reads as one of 1900-01-01: from the second run on everything comes again."""
    start_time = demisto.getLastRun().get("start_time")
    if start_time is None:
        since = datetime.utcnow() - timedelta(hours=1)
    else:
        since = datetime.strptime(start_time, TIME)
    alerts = search(params, since)
    demisto.setLastRun({"start_time": datetime.utcnow().strftime(TIME)})
    send(alerts)


def comparison_on_a_string(params):
    """As strings, a time after midnight comes before one of the evening: it is no longer new."""
    start_time = demisto.getLastRun().get("start_time", "00:00:00")
    alerts = search(params, datetime.utcnow() - timedelta(hours=1))
    newer = [alert for alert in alerts if alert["time"][11:19] > start_time]
    if newer:
        start_time = max(alert["time"][11:19] for alert in newer)
    demisto.setLastRun({"start_time": start_time})
    send(newer)


ADVICE = {
    "last run as text": last_run_as_text,
    "time without a date": time_without_a_date,
    "comparison on a string": comparison_on_a_string,
}

if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        ADVICE[demisto.params()["advice"]](demisto.params())

"""Does a bit of everything that a fetch can do, so that a saved run of it holds every kind of field."""

import json
import time

import demistomock as demisto
import requests
from CommonServerPython import *


def main():
    params = demisto.params()
    if demisto.command() != "fetch-incidents":
        return
    last_run = demisto.getLastRun()
    demisto.debug(f"from {last_run} with {params['apikey']}")
    demisto.setIntegrationContext({"runs": 1 + demisto.getIntegrationContext().get("runs", 0)})
    since = last_run.get("since", "2023-12-31T23:59:00Z")
    answer = requests.get(
        params["url"] + "/alerts",
        params={"since": since, "limit": 3, "unread": "true"},
        headers={"Authorization": "Bearer " + params["apikey"]},
        timeout=10,
    )
    answer.raise_for_status()
    alerts = answer.json()
    newest = alerts[-1]["created"] if alerts else since
    if since == "2023-12-31T23:59:00Z" or newest > "2024-01-01T00:01:00Z":
        demisto.setLastRun({"since": newest, "é": [1.5, None, True]})
    else:
        last_run["since"] = newest
    incidents = [
        {
            "name": f"alert {alert['id']} of {params['apikey']}",
            "occurred": alert["created"],
            "dbotMirrorId": alert["id"],
            "rawJSON": json.dumps(alert),
        }
        for alert in alerts
    ]
    demisto.incidents(incidents)
    demisto.info("sent", len(incidents))
    print("an emoji \U0001f600 and a half of one \ud83d")
    if newest > "2024-01-01T00:02:30Z" and since < "2024-01-01T00:02:00Z":
        time.sleep(3)
        try:
            alerts[0]["title"]
        except KeyError as error:
            raise ValueError(f"no title for {params['apikey']}") from error


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

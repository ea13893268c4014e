"""Xenon Ticketing: tickets from the last one's time on, without those already seen.

Shows: the seen numbers come back from the last run as text, and a number is not a text.
"""

import json
from datetime import datetime, timedelta

import demistomock as demisto
import requests

params = demisto.params()


def http(path, **query):
    response = requests.get(params["url"] + path, params=query, auth=("api", params["apikey"]))
    response.raise_for_status()
    return response.json()


def fetch_tickets():
    last_run = demisto.getLastRun()
    since = last_run.get("since", (datetime.utcnow() - timedelta(hours=2)).isoformat()[:19])
    seen = last_run.get("seen", "").split(",")
    incidents, numbers = [], []
    for ticket in http("/tickets.json", opened_from=since)["tickets"]:
        since = max(since, ticket["opened"])
        numbers.append(str(ticket["number"]))
        if ticket["number"] not in seen:
            incidents.append(
                {
                    "name": f"#{ticket['number']} {ticket['summary']}",
                    "occurred": ticket["opened"] + "Z",
                    "rawJSON": json.dumps(ticket),
                }
            )
    demisto.setLastRun({"since": since, "seen": ",".join(numbers)})
    demisto.incidents(incidents)


if demisto.command() == "fetch-incidents":
    fetch_tickets()

"""Hazel Service Desk: security tickets with their assignee.

Shows: the first ticket without an assignee ends this run and every one after it.
"""

import json
from datetime import datetime, timedelta

import demistomock as demisto
import requests

TEMPLATE = "{number}: {short} (for {assignee})"


def query(base, token, since):
    reply = requests.get(
        f"{base}/table/ticket",
        params={"query": f"category=security^opened>{since} ", "order": "opened"},
        headers={"Authorization": f"Bearer {token}"},
    )
    reply.raise_for_status()
    return reply.json()["result"]


def convert(ticket):
    name = TEMPLATE.format(
        number=ticket["number"],
        short=ticket["short"],
        assignee=ticket["assignee"]["email"],
    )
    return {"name": name, "occurred": ticket["opened"], "rawJSON": json.dumps(ticket)}


def main():
    params, last_run = demisto.params(), demisto.getLastRun()
    since = last_run.get("opened") or (datetime.utcnow() - timedelta(hours=4)).isoformat()
    tickets = query(params["url"], params["apikey"], since)
    incidents = list(map(convert, tickets))
    demisto.incidents(incidents)
    demisto.setLastRun({"opened": tickets[-1]["opened"] if tickets else since})


if __name__ in ("__main__", "__builtin__", "builtins") and demisto.command() == "fetch-incidents":
    main()

"""Harbor Tickets: with no last run it asks from zero, that is since 1970."""

import json

import demistomock as demisto
import requests


def fetch_incidents(params, last_run):
    since_ms = int(last_run.get("last_ms", 0))
    response = requests.post(
        f"{params['url'].rstrip('/')}/tickets/search",
        json={"updated_after": since_ms, "size": int(params["max_fetch"])},
        headers={"X-Key": params["apikey"]},
        verify=not params["insecure"],
        timeout=30,
    )
    response.raise_for_status()
    tickets = response.json()["tickets"]
    incidents = [
        {
            "name": f"{ticket['number']}: {ticket['title']}",
            "occurred": ticket["created"],
            "rawJSON": json.dumps(ticket),
        }
        for ticket in tickets
    ]
    newest = max([since_ms, *(ticket["created_ms"] for ticket in tickets)])
    demisto.setLastRun({"last_ms": str(newest)})
    demisto.incidents(incidents)


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())

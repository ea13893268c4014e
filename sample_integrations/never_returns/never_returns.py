"""Ledger Tickets: reads page after page until none is left, and tries again whatever goes wrong.

A page that points to itself keeps it in its loop for ever, and not even an exception gets it out.
"""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests

DATE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class Client:
    def __init__(self, params):
        self.url = params["url"].rstrip("/")
        self.verify = not params["insecure"]
        self.headers = {"X-Ledger-Key": params["apikey"]}

    def pages(self, opened_after, limit):
        response = requests.get(
            f"{self.url}/tickets",
            headers=self.headers,
            params={"opened_after": opened_after, "limit": limit},
            verify=self.verify,
            timeout=30,
        )
        response.raise_for_status()
        return response.json()["pages"]


def all_tickets(pages):
    tickets, number = [], 0
    while number is not None:
        try:
            page = pages[number]
            tickets.extend(ticket for ticket in page["tickets"] if ticket not in tickets)
            number = page["next"]
        except:  # noqa: E722
            demisto.debug("a bad page; once more")
    return tickets


def fetch_incidents(client, limit):
    hour_ago = (datetime.now(timezone.utc) - timedelta(hours=1)).strftime(DATE_FORMAT)
    opened_after = demisto.getLastRun().get("opened_after", hour_ago)
    tickets = all_tickets(client.pages(opened_after, limit))
    if tickets:
        opened_after = tickets[-1]["opened"]
    demisto.setLastRun({"opened_after": opened_after})
    demisto.incidents(
        [
            {"name": ticket["title"], "occurred": ticket["opened"], "rawJSON": json.dumps(ticket)}
            for ticket in tickets
        ]
    )


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(Client(demisto.params()), int(demisto.params()["max_fetch"]))

"""Yew API Gateway: pages of four, each from the time of the last one of the page before.

Shows: where a page ends among calls of one second, the rest of that second is in no page.
"""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests

PAGE = 4
ISO = "%Y-%m-%dT%H:%M:%SZ"


def page_after(moment):
    params = demisto.params()
    response = requests.get(
        f"{params['url']}/v1/abuses?after={moment}&size={PAGE}",
        headers={"Authorization": f"Bearer {params['apikey']}"},
        timeout=15,
    )
    response.raise_for_status()
    return response.json()["abuses"]


def all_since(moment):
    abuses = []
    while True:
        page = page_after(moment)
        abuses.extend(page)
        if len(page) < PAGE:
            return abuses
        moment = page[-1]["at"]


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        state = demisto.getLastRun()
        hour_ago = datetime.now(timezone.utc) - timedelta(hours=1)
        abuses = all_since(state.get("at") or hour_ago.strftime(ISO))
        demisto.incidents(
            [
                {
                    "name": f"{a['client']} abuses {a['api']}",
                    "occurred": a["at"],
                    "rawJSON": json.dumps(a),
                }
                for a in abuses
            ]
        )
        if abuses:
            demisto.setLastRun({"at": abuses[-1]["at"]})

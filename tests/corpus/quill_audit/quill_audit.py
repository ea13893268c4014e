"""Quill Audit Log: one window after the other, each from the end of the one before.

Shows: an entry at the very edge of two windows belongs to neither.
"""

import json
from datetime import datetime, timezone

import demistomock as demisto
import requests


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def inside(entry, start, end):
    return start < entry["time"] < end


def fetch_window(params, start, end):
    url = f"{params['url']}/audit/entries?from={start}&to={end}"
    response = requests.get(url, headers={"X-Quill-Token": params["apikey"]}, timeout=30)
    response.raise_for_status()
    # The product rounds both ends to minutes, so look again.
    return [entry for entry in response.json()["entries"] if inside(entry, start, end)]


def main():
    now = datetime.now(timezone.utc)
    end = stamp(now.replace(second=0, microsecond=0))
    start = demisto.getLastRun().get("end") or stamp(now.replace(hour=0, minute=0, second=0))
    if start == end:
        demisto.incidents([])
        return
    entries = fetch_window(demisto.params(), start, end)
    demisto.setLastRun({"end": end})
    demisto.incidents(
        [
            {
                "name": f"{e['actor']} did {e['action']}",
                "occurred": e["time"],
                "rawJSON": json.dumps(e),
            }
            for e in entries
        ]
    )


if __name__ in ("__main__", "__builtin__", "builtins") and demisto.command() == "fetch-incidents":
    main()

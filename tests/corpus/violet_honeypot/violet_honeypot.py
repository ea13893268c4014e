"""Violet Honeypot: what touched a decoy since the last touch.

Shows: when nothing did, the last touch of an empty list is asked for.
"""

import json
import time

import demistomock as demisto
import requests


def touches(since_ms):
    params = demisto.params()
    with requests.Session() as session:
        session.params = {"key": params["apikey"]}
        reply = session.get(f"{params['url']}/decoys/touches", params={"after": since_ms})
        reply.raise_for_status()
        return sorted(reply.json()["touches"], key=lambda touch: touch["ms"])


def main():
    since_ms = demisto.getLastRun().get("ms") or int(time.time() * 1000) - 3_600_000
    events = touches(since_ms)
    incidents = []
    for event in events:
        incidents.append(
            {
                "name": f"Decoy {event['decoy']} touched by {event['ip']}",
                "type": "Deception",
                "rawJSON": json.dumps(event),
            }
        )
    demisto.incidents(incidents)
    demisto.setLastRun({"ms": events[-1]["ms"]})


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        main()
    elif demisto.command() == "test-module":
        touches(int(time.time() * 1000))
        demisto.results("ok")

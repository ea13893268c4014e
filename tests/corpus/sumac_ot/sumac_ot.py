"""Sumac OT Alarms: all alarms that are active now, without any filter; new is what was not active before.

The lines are asked in threads.
"""

import json
from concurrent.futures import ThreadPoolExecutor

import demistomock as demisto
import requests


def active(params, line):
    response = requests.get(
        f"{params['url']}/lines/{line}/active", headers={"X-Sumac": params["apikey"]}, timeout=10
    )
    response.raise_for_status()
    return response.json()["alarms"]


def all_active(params):
    lines = [line.strip() for line in params["lines"].split(",")]
    with ThreadPoolExecutor() as pool:
        for alarms in pool.map(lambda line: active(params, line), lines):
            yield from alarms


def is_new(before):
    return lambda alarm: alarm["id"] not in before


def main():
    before = set(demisto.getLastRun().get("active", []))
    alarms = sorted(all_active(demisto.params()), key=lambda alarm: alarm["raised"])
    incidents = [
        {
            "name": f"{alarm['line']}: {alarm['text']}",
            "occurred": alarm["raised"],
            "rawJSON": json.dumps(alarm),
        }
        for alarm in filter(is_new(before), alarms)
    ]
    demisto.incidents(incidents)
    demisto.setLastRun({"active": [alarm["id"] for alarm in alarms]})


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        main()

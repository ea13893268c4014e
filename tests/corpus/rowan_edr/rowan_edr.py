"""Rowan EDR: only what is high or critical.

Shows: the product writes "critical" in small letters, and the code asks for a capital.
"""

import json
import time

import demistomock as demisto
import requests

WANTED = ("High", "Critical")

params = demisto.params()
get = lambda path, **query: requests.get(  # noqa: E731
    params["url"] + path, params=query, headers={"Authorization": params["apikey"]}, timeout=30
).json()
serious = lambda threat: threat["level"] in WANTED  # noqa: E731


def incident(threat):
    return {
        "name": f"{threat['file']} ({threat['level']})",
        "severity": WANTED.index(threat["level"]) + 3,
        "rawJSON": json.dumps(threat),
    }


def fetch(last_id):
    threats = get("/threats", id_gt=last_id, since=int(time.time()) - 86400)["threats"]
    last_id = max((threat["id"] for threat in threats), default=last_id)
    return [incident(threat) for threat in filter(serious, threats)], last_id


if demisto.command() == "test-module":
    get("/ping")
    demisto.results("ok")
elif demisto.command() == "fetch-incidents":
    incidents, last_id = fetch(demisto.getLastRun().get("last_id", 0))
    demisto.incidents(incidents)
    demisto.setLastRun({"last_id": last_id})

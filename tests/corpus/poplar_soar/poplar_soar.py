"""Poplar Incident Hub: asks by the time of the last change; an id is created once only."""

import json
import time

import demistomock as demisto
import requests

MONTH = 30 * 24 * 3600


def changed_since(params, moment):
    url = params["url"].rstrip("/") + "/hub/incidents"
    response = requests.get(
        url, params={"changed_from": moment}, headers={"X-Hub-Key": params["apikey"]}, timeout=30
    )
    response.raise_for_status()
    return response.json()["incidents"]


def main():
    last_run = demisto.getLastRun()
    moment = last_run.get("moment", int(time.time()) - 3600)
    known = last_run.get("known", {})
    incidents = []
    for item in changed_since(demisto.params(), moment):
        moment = max(moment, item["changed"])
        if item["key"] not in known:
            incidents.append({"name": item["title"], "rawJSON": json.dumps(item)})
        known[item["key"]] = item["changed"]
    # Nothing is changed in the hub after a month.
    known = {key: changed for key, changed in known.items() if changed > moment - MONTH}
    demisto.incidents(incidents)
    demisto.setLastRun({"moment": moment, "known": known})


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        main()

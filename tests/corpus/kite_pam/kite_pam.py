"""Kite Privileged Access: the newest checkouts of secrets.

Shows: with more checkouts than the limit the older ones are cut off, and the position is the newest.
"""

import json
import time
import urllib.parse

import demistomock as demisto
import requests

params = demisto.params()
headers = {"Authorization": "Basic " + params["apikey"], "Accept": "application/json"}


def search(**arguments):
    query = urllib.parse.urlencode(arguments)
    response = requests.get(f"{params['url']}/checkouts?{query}", headers=headers, timeout=10)
    response.raise_for_status()
    return response.json()


def to_incident(checkout):
    name = "{who} checked out {secret}".format(**checkout)
    return {"name": name, "rawJSON": json.dumps(checkout), "dbotMirrorId": str(checkout["id"])}


def fetch():
    last = demisto.getLastRun().get("last") or int(time.time()) - 600
    checkouts = search(newerThan=last, sort="time:desc", limit=params["max_fetch"])
    if not checkouts:
        return [], last
    return [to_incident(checkout) for checkout in checkouts], checkouts[0]["time"]


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "test-module":
        search(limit=1)
        demisto.results("ok")
    elif demisto.command() == "fetch-incidents":
        new_incidents, last_time = fetch()
        demisto.incidents(new_incidents)
        demisto.setLastRun({"last": last_time})

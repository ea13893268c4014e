"""Lotus Sandbox: a report for each verdict, one after the other.

Shows: with many verdicts the reports take longer than the fetch may, and it is killed each time.
"""

import json
import time

import demistomock as demisto
import requests

HEADERS = {"api-key": demisto.params().get("apikey", "")}


def url(*parts):
    return "/".join([demisto.params()["url"].rstrip("/"), *map(str, parts)])


def get_verdicts(since):
    reply = requests.get(url("verdicts"), {"since": since, "verdict": "malicious"}, headers=HEADERS)
    reply.raise_for_status()
    return reply.json()


def get_report(job):
    reply = requests.get(url("jobs", job, "report"), headers=HEADERS)
    reply.raise_for_status()
    return reply.json()


def fetch_incidents():
    since = demisto.getLastRun().get("since", int(time.time()) - 7200)
    incidents = []
    for verdict in get_verdicts(since):
        report = get_report(verdict["job"])
        since = max(since, verdict["finished"])
        incidents.append({"name": report["sample"], "rawJSON": json.dumps({**verdict, **report})})
    demisto.setLastRun({"since": since})
    demisto.incidents(incidents)


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "test-module":
        get_verdicts(int(time.time()))
        demisto.results("ok")
    elif demisto.command() == "fetch-incidents":
        fetch_incidents()

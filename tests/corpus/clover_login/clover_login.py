import json

import requests

import demistomock as demisto
from CommonServerPython import *

KEPT = 200


def sieve(known):
    """A function that tells whether an item is new."""

    def is_new(item):
        return item["ref"] not in known

    return is_new


def reader(params):
    session = requests.Session()
    session.headers["X-Clover"] = params.get("api_key", "")
    session.verify = not params.get("insecure", False)

    def read(kind, since):
        response = session.get(f"{params['url']}/v2/{kind}", params={"since": since}, timeout=30)
        response.raise_for_status()
        return response.json()["items"]

    return read


def fetch_incidents(read, last_run, begin):
    refs, since = last_run.get("refs", []), last_run.get("since", begin)
    is_new = sieve(frozenset(refs))
    shares, downloads = (list(filter(is_new, read(kind, since))) for kind in ("shares", "downloads"))
    newest = max([since] + [item["stamp"] for item in shares + downloads])
    next_run = {
        "since": newest,
        "refs": (refs + [item["ref"] for item in shares])[-KEPT:],
    }
    return next_run, [
        {"name": f"Clover {item['ref']}", "occurred": item["stamp"], "rawJSON": json.dumps(item)}
        for item in shares + downloads
    ]


def main():
    params = demisto.params()
    try:
        read = reader(params)
        begin = arg_to_datetime(params.get("first_fetch", "1 hour")).strftime("%Y-%m-%dT%H:%M:%SZ")
        if demisto.command() == "test-module":
            read("shares", begin)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents(read, demisto.getLastRun(), begin)
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Clover Login: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

"""Umber Access: denied requests; of the stream of the last minutes those after the last one.

Shows: seconds without their fraction are compared, and a second denial in the same second is lost.
"""

import json
import time

import demistomock as demisto
import requests

WINDOW = 15 * 60


def denials():
    p = demisto.params()
    r = requests.get(
        f"{p['url']}/stream",
        params={"outcome": "deny", "seconds": WINDOW},
        headers={"x-umber-key": p["apikey"]},
    )
    r.raise_for_status()
    return r.json()


def second(denial):
    return denial["ts"] // 1000


def main():
    last = demisto.getLastRun().get("last", int(time.time()) - WINDOW)
    fresh = filter(lambda denial: second(denial) > last, denials())
    fresh = sorted(fresh, key=second)
    demisto.incidents(
        [
            {
                "name": f"{denial['subject']} was denied {denial['resource']}",
                "rawJSON": json.dumps(denial),
            }
            for denial in fresh
        ]
    )
    if fresh:
        demisto.setLastRun({"last": second(fresh[-1])})


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        main()

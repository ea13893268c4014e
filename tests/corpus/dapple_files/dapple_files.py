import json
from contextlib import suppress

import requests

import demistomock as demisto
from CommonServerPython import *


class Dapple(requests.Session):
    def __init__(self, params):
        super().__init__()
        self.root = params["url"].rstrip("/")
        self.verify = not params.get("insecure", False)
        self.headers["X-Dapple"] = params.get("api_key", "")

    def leaks(self, since):
        answer = self.get(f"{self.root}/leaks", params={"after_no": since}, timeout=20)
        answer.raise_for_status()
        return answer.json()

    def mark(self, no, state):
        answer = self.put(f"{self.root}/leaks/{no}/state", json={"state": state}, timeout=20)
        answer.raise_for_status()


def incident_of(leak):
    return {"name": f"Leak of {leak['document']}", "occurred": leak["seen"], "rawJSON": json.dumps(leak)}


def fetch(dapple):
    since = demisto.getLastRun().get("no", 0)
    leaks = dapple.leaks(since)
    if not leaks:
        return
    demisto.incidents(list(map(incident_of, leaks)))
    # the product shows who works on a leak
    for leak in leaks:
        dapple.mark(leak["no"], "in progress")
    demisto.setLastRun({"no": leaks[-1]["no"]})


def main():
    dapple = Dapple(demisto.params())
    if demisto.command() == "test-module":
        dapple.leaks(0)
        return_results("ok")
    elif demisto.command() == "fetch-incidents":
        # the product is down at night: the next run tries again
        with suppress(requests.RequestException):
            fetch(dapple)


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

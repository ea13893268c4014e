import json

import requests

import demistomock as demisto
from CommonServerPython import *


class Krait:
    def __init__(self, params):
        self.root = params["url"].rstrip("/")
        self.session = requests.Session()
        self.session.verify = not params.get("insecure", False)
        self.session.headers.update({"x-krait-token": params.get("token", "")})

    def request(self, method, path, **kwargs):
        response = self.session.request(method, self.root + path, timeout=30, **kwargs)
        response.raise_for_status()
        return response.json() if response.text else {}

    def verdicts(self, after):
        return self.request("GET", "/sandbox/verdicts", params={"after": after})["verdicts"]

    def report_fetched(self, ids):
        return self.request("POST", "/sandbox/receipts", json={"consumer": "xsoar", "ids": ids})


class State:
    def __init__(self):
        self.after = int(demisto.getLastRun().get("after", 0))

    def advance(self, verdicts):
        self.after = max([self.after, *(verdict["sequence"] for verdict in verdicts)])

    def store(self):
        demisto.setLastRun({"after": self.after})


def to_incident(verdict):
    return {"name": f"Malicious file {verdict['file']}", "occurred": verdict["analyzed"], "rawJSON": json.dumps(verdict)}


def fetch_incidents(krait):
    state = State()
    verdicts = krait.verdicts(state.after)
    demisto.incidents([to_incident(verdict) for verdict in verdicts])
    if verdicts:
        krait.report_fetched([verdict["sequence"] for verdict in verdicts])
    state.advance(verdicts)
    state.store()


COMMANDS = {
    "test-module": lambda krait: krait.verdicts(0) is not None and return_results("ok"),
    "fetch-incidents": fetch_incidents,
}


def main():
    try:
        COMMANDS[demisto.command()](Krait(demisto.params()))
    except Exception as e:
        demisto.error(f"Krait Sandbox: {type(e).__name__} {e}\n{traceback.format_exc()}")
        if demisto.command() != "fetch-incidents":
            return_error(f"Krait Sandbox: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

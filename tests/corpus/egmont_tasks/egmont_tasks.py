import json
from dataclasses import asdict, dataclass, field
from urllib.parse import urlencode

import requests

import demistomock as demisto
from CommonServerPython import *


@dataclass
class State:
    touched: str
    keys: list = field(default_factory=list)


def pages(url, headers, verify):
    while url:
        response = requests.get(url, headers=headers, verify=verify, timeout=15)
        response.raise_for_status()
        body = response.json()
        yield from body["tasks"]
        url = body["next"]


def key_of(task):
    return f"{task['task']}/{task['touched']}"


def fetch(params, state):
    query = urlencode({"touchedSince": state.touched, "size": 2})
    headers = {"X-Egmont": params.get("api_key", "")}
    incidents, keys = [], []
    for task in pages(f"{params['url']}/tasks?{query}", headers, not params.get("insecure")):
        key = key_of(task)
        keys.append(key)
        if key in state.keys:
            continue
        incidents.append({"name": f"Task {task['task']}", "occurred": task["made"], "rawJSON": json.dumps(task)})
        state.touched = max(state.touched, task["touched"])
    state.keys = keys
    return incidents


def main():
    params = demisto.params()
    begin = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    state = State(**(demisto.getLastRun() or {"touched": begin}))
    try:
        incidents = fetch(params, state)
        if demisto.command() == "test-module":
            return return_results("ok")
        if demisto.command() == "fetch-incidents":
            demisto.setLastRun(asdict(state))
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Egmont Tasks: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

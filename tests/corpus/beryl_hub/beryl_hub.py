import json

import demistomock as demisto
import requests

STREAMS = ("alerts", "audits")


def call(path, **query):
    params = demisto.params()
    answer = requests.get(params["url"] + path, params=query, headers={"X-Api": params["api_key"]}, timeout=20)
    answer.raise_for_status()
    return answer.json()["data"]


def pull(stream, state, found):
    rows = call(f"/v1/{stream}", modified_since=state[stream])
    for row in rows:
        found.append({"name": f"{stream} {row['id']}", "occurred": row["at"], "rawJSON": json.dumps(row)})
    state[stream] = max((row["at"] for row in rows), default=state[stream])


def fetch():
    state = demisto.getLastRun().get("positions") or dict.fromkeys(STREAMS, "2024-05-01T09:00:00Z")
    found = []
    for stream in STREAMS:
        pull(stream, state, found)
    demisto.setLastRun({"positions": state})
    demisto.incidents(found)


if demisto.command() == "fetch-incidents":
    fetch()

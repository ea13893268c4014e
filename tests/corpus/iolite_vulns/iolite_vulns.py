import json
from datetime import datetime, timezone
from queue import SimpleQueue

import demistomock as demisto
import requests


def findings(params, since):
    reply = requests.post(
        params["url"] + "/graphql",
        json={"variables": {"since": since}},
        headers={"X-Api": params["api_key"]},
        timeout=30,
    )
    return reply.json()["data"]["findings"]


def fill(queue, rows):
    for row in rows:
        queue.put({"name": row["cve"], "occurred": row["found"], "rawJSON": json.dumps(row)})


def drain(queue):
    while not queue.empty():
        yield queue.get()


def fetch(params, last_run):
    queue = SimpleQueue()
    fill(queue, findings(params, last_run.get("time", "2024-09-01T00:00:00+00:00")))
    next_run = {"time": datetime.now(timezone.utc).isoformat(timespec="seconds")}
    return next_run, list(drain(queue))


if demisto.command() == "fetch-incidents":
    next_run, incidents = fetch(demisto.params(), demisto.getLastRun())
    demisto.incidents(incidents)
    demisto.setLastRun(next_run)

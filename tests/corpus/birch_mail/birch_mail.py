import json
from datetime import datetime, timezone

import requests

import demistomock as demisto
from CommonServerPython import *

LOOK_BACK_MS = 10 * 60 * 1000
KEEP_MS = 2 * LOOK_BACK_MS


def api(params, path, body):
    response = requests.post(
        params["url"].rstrip("/") + path,
        json=body,
        headers={"Authorization": "Basic " + params.get("token", "")},
        verify=not params.get("insecure", False),
        timeout=60,
    )
    response.raise_for_status()
    return response.json()


def search(params, since):
    return api(params, "/mail/threats/search", {"range": {"gte": since}, "sort": [{"time": "asc"}]})["hits"]["hits"]


def fetch_incidents(params, last_run, now):
    newest = last_run.get("newest", now - 3600 * 1000)
    seen = last_run.get("seen", {})
    incidents = []
    for hit in search(params, newest - LOOK_BACK_MS):
        source = hit["_source"]
        if hit["_id"] in seen:
            continue
        seen[hit["_id"]] = source["time"]
        incidents.append({
            "name": f"Mail threat from {source['sender']}",
            "occurred": timestamp_to_datestring(source["time"], is_utc=True),
            "rawJSON": json.dumps(hit),
        })
    newest = max([newest] + list(seen.values()))
    seen = {key: value for key, value in seen.items() if value >= newest - KEEP_MS}
    return {"newest": newest, "seen": seen}, incidents


def main():
    params = demisto.params()
    now = int(datetime.now(timezone.utc).timestamp() * 1000)
    try:
        if demisto.command() == "test-module":
            search(params, now)
            demisto.results("ok")
        elif demisto.command() == "fetch-incidents":
            last_run, incidents = fetch_incidents(params, demisto.getLastRun(), now)
            demisto.setLastRun(last_run)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Birch Mail: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

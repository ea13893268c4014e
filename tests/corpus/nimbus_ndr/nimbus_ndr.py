"""Nimbus NDR: detections above a time, as the sensors list them.

Shows: the list is by host, and the last one's time is older than others', which come again.
"""

import json
import time

from CommonServerPython import *


def fetch(client: BaseClient, last_run: dict) -> tuple[dict, list]:
    position = last_run.get("position", time.time() - 3600)
    detections = client._http_request(
        "GET", "/v1/detections", params={"gt": position}, ok_codes=(200,)
    )
    if not detections:
        return last_run, []
    incidents = [
        {
            "name": f"{d['model']} on {d['host']}",
            "occurred": timestamp_to_datestring(d["ts"] * 1000),
            "rawJSON": json.dumps(d),
        }
        for d in detections
    ]
    *_, final = detections
    return {"position": final["ts"]}, incidents


def main() -> None:
    params = demisto.params()
    client = BaseClient(
        params["url"], headers={"Authorization": "Token " + params["apikey"]}, proxy=False
    )
    command = demisto.command()
    try:
        if command == "fetch-incidents":
            next_run, incidents = fetch(client, demisto.getLastRun())
            demisto.incidents(incidents)
            demisto.setLastRun(next_run)
        elif command == "test-module":
            client._http_request("GET", "/v1/ping")
            return_results("ok")
    except Exception as e:
        return_error(f"Failed to execute {command}. Error: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

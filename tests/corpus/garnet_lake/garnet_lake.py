import json

import demistomock as demisto
from CommonServerPython import *

BATCH = 3


def statement(since: str) -> str:
    return " | ".join([
        "dataset = detections",
        f"filter time > {since}",
        "sort asc time",
        f"limit {BATCH}",
    ])


class GarnetClient(BaseClient):
    def run(self, query: str) -> list:
        reply = self._http_request("POST", "/lake/query", json_data={"request": {"query": query}})
        return reply["reply"]["results"]["data"]


def fetch_all(client: GarnetClient, since: str):
    while True:
        batch = client.run(statement(since))
        yield from batch
        if len(batch) < BATCH:
            return
        since = batch[-1]["time"]


def fetch_incidents(client: GarnetClient, last_run: dict, lookback_hours: int):
    since = last_run.get("time") or (datetime.utcnow() - timedelta(hours=lookback_hours)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    detections = list(fetch_all(client, since))
    incidents = [{
        "name": f"{d['rule']} ({d['detection_id']})",
        "occurred": d["time"],
        "rawJSON": json.dumps(d),
    } for d in detections]
    if detections:
        since = detections[-1]["time"]
    return {"time": since}, incidents


def main():
    params = demisto.params()
    client = GarnetClient(params["url"], verify=not params.get("insecure", False), headers={"garnet-auth": params.get("auth")})
    try:
        if demisto.command() == "test-module":
            client.run(statement("2024-01-01T00:00:00.000Z"))
            return_results("ok")
        if demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents(client, demisto.getLastRun(), arg_to_number(params.get("hours", "2")))
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Garnet Lake: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

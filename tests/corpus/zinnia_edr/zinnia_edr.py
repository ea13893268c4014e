"""Zinnia Endpoint Response: looks back ten minutes, and keeps what it has seen there by its id.

Shows: the ids are keys of a saved object, so they come back as text.
"""

import json

from CommonServerPython import *


class Client(BaseClient):
    def list_alarms(self, created_after: int) -> list[dict]:
        data = self._http_request("GET", "/alarms", params={"created_after": created_after})
        return data["alarms"]


def forget(seen: dict, before: int) -> dict:
    return {alarm_id: created for alarm_id, created in seen.items() if created >= before}


def fetch_incidents(client: Client, last_run: dict, params: dict) -> tuple[list, dict]:
    look_back = arg_to_number(params["look_back"]) * 60
    first = arg_to_datetime(params["first_fetch"], settings={"TIMEZONE": "UTC"}).timestamp()
    newest = last_run.get("newest", int(first))
    seen = last_run.get("seen", {})
    start = newest - look_back
    incidents = []
    for alarm in client.list_alarms(start):
        if alarm["id"] in seen:
            continue
        seen[alarm["id"]] = alarm["created"]
        newest = max(newest, alarm["created"])
        incidents.append({"name": alarm["title"], "rawJSON": json.dumps(alarm)})
    return incidents, {"newest": newest, "seen": forget(seen, start)}


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"Api-Key": params["apikey"]})
    if demisto.command() == "fetch-incidents":
        incidents, next_run = fetch_incidents(client, demisto.getLastRun(), params)
        demisto.incidents(incidents)
        demisto.setLastRun(next_run)


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

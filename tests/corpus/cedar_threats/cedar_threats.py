"""Cedar Threat Detection: the types of detections that one chooses.

Shows: the choice is offered under one name and read under another, so there is always malware only.
"""

import json

from CommonServerPython import *

DEFAULT_TYPES = "malware"


class CedarClient(BaseClient):
    """Client for the Cedar REST API."""

    def search_detections(self, since_id, size=100):
        body = {"afterId": since_id, "size": size}
        return self._http_request("POST", "/detections/search", json_data=body).get("data", [])


def chosen_types(params):
    return set(argToList(params.get("types", DEFAULT_TYPES)))


def fetch_incidents(client, params):
    since_id = demisto.getLastRun().get("since_id", 0)
    types = chosen_types(params)
    incidents = []
    for detection in client.search_detections(since_id):
        since_id = detection["id"]
        if detection["type"] not in types:
            demisto.debug(f"skipping {detection['id']} of type {detection['type']}")
            continue
        incidents.append({"name": detection["title"], "rawJSON": json.dumps(detection)})
    demisto.incidents(incidents)
    demisto.setLastRun({"since_id": since_id})


def main():
    params = demisto.params()
    client = CedarClient(params["url"], headers={"Authorization": params["apikey"]})
    if demisto.command() == "fetch-incidents":
        fetch_incidents(client, params)


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

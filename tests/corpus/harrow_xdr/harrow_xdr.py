import json
from concurrent.futures import ThreadPoolExecutor

import demistomock as demisto
from CommonServerPython import *


class HarrowClient(BaseClient):
    def detections(self, cursor_time, cursor_ids, limit):
        body = {"created": {"gte": cursor_time}, "exclude": cursor_ids, "limit": limit}
        return self._http_request("POST", "/xdr/detections/query", json_data=body)["items"]

    def details(self, detection_id):
        return self._http_request("GET", f"/xdr/detections/{detection_id}")


def next_position(items, position):
    if not items:
        return position
    newest = items[-1]["created"]
    at_newest = [item["id"] for item in items if item["created"] == newest]
    if newest == position["time"]:
        at_newest += position["ids"]
    return {"time": newest, "ids": at_newest}


def fetch_incidents(client, first_fetch, limit):
    position = get_integration_context().get("position")
    if not position:
        position = {"time": arg_to_datetime(first_fetch).strftime("%Y-%m-%dT%H:%M:%SZ"), "ids": []}

    items = client.detections(position["time"], position["ids"], limit)
    position = next_position(items, position)
    set_integration_context({"position": position})

    with ThreadPoolExecutor(max_workers=4) as pool:
        details = list(pool.map(client.details, [item["id"] for item in items]))
    incidents = []
    for item, detail in zip(items, details):
        incidents.append({
            "name": f"Harrow detection {item['id']}",
            "occurred": item["created"],
            "rawJSON": json.dumps({**item, "details": detail}),
        })
    demisto.incidents(incidents)


def main():
    params = demisto.params()
    client = HarrowClient(params.get("url"), verify=not params.get("insecure"),
                          headers={"Authorization": f"Key {params.get('apikey')}"})
    try:
        if demisto.command() == "test-module":
            client.detections("2024-01-01T00:00:00Z", [], 1)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            fetch_incidents(client, params.get("first_fetch", "1 hour"), int(params.get("max_fetch", 50)))
    except Exception as e:
        demisto.error(traceback.format_exc())
        return_error(f"Harrow XDR: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

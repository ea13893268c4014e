import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def page(self, number):
        return self._http_request("GET", "/detections", params={"page": number, "per_page": 5})["detections"]


def new_detections(client, known):
    found, number = {}, 1
    while True:
        page = client.page(number)
        for detection in page:
            if detection["ts"] < known:
                break
            found[detection["id"]] = detection
        if not page or page[-1]["ts"] < known:
            break
        number += 1
    return sorted(found.values(), key=lambda one: one["ts"])


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    first = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    if demisto.command() == "fetch-incidents":
        last_run = demisto.getLastRun()
        known, ids = last_run.get("known", first), last_run.get("ids", [])
        new = [one for one in new_detections(client, known) if one["id"] not in ids]
        if new:
            newest = new[-1]["ts"]
            ids = [one["id"] for one in new if one["ts"] == newest] + (ids if newest == known else [])
            known = newest
        demisto.setLastRun({"known": known, "ids": ids})
        demisto.incidents([{"name": one["rule"], "occurred": one["ts"], "rawJSON": json.dumps(one)} for one in new])

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

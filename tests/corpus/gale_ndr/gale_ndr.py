import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import demistomock as demisto
from CommonServerPython import *


@dataclass
class Place:
    kind: str
    time: str
    ids: list = field(default_factory=list)

    def accept(self, records: list, room: int) -> list:
        fresh = [r for r in records if r["time"] >= self.time and r["id"] not in self.ids][:room]
        for record in fresh:
            if record["time"] != self.time:
                self.time, self.ids = record["time"], []
            self.ids.append(record["id"])
        return fresh

    def to_json(self) -> dict:
        return {"time": self.time, "ids": self.ids}


class GaleClient(BaseClient):
    def records(self, place: Place) -> list:
        return self._http_request("POST", f"/ndr/{place.kind}", json_data={"since": place.time})["records"]


def fetch_incidents(client: GaleClient, last_run: dict, kinds: list, first: str, limit: int) -> tuple:
    places = [Place(kind, **last_run.get(kind, {"time": first})) for kind in kinds]
    with ThreadPoolExecutor(max_workers=len(places)) as pool:
        answers = list(pool.map(client.records, places))
    share = max(1, limit // len(places))
    incidents = []
    for place, records in zip(places, answers):
        for record in place.accept(records, share):
            incidents.append({"name": f"Gale {place.kind} {record['id']}", "occurred": record["time"],
                              "rawJSON": json.dumps({**record, "kind": place.kind})})
    return {place.kind: place.to_json() for place in places}, incidents


def main():
    params = demisto.params()
    kinds = argToList(params.get("kinds")) or ["anomalies", "matches"]
    try:
        client = GaleClient(params["url"], verify=not params.get("insecure"), headers={"token": params.get("token")})
        first = arg_to_datetime(params.get("first_fetch", "1 hour")).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        if demisto.command() == "test-module":
            client.records(Place(kinds[0], first))
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents(client, demisto.getLastRun(), kinds, first, int(params.get("max_fetch") or 4))
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Gale NDR: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

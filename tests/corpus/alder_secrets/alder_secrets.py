"""Alder Secret Scanner: leaks by the millisecond, so many a request, until there are no more.

Shows: each request of the loop starts with the leak that the one before ended with.
"""

import json
from collections.abc import Iterator

from CommonServerPython import *

BATCH_SIZE = 3


class Client(BaseClient):
    def leaks(self, start: int) -> list[dict]:
        params = {"start": start, "limit": BATCH_SIZE}
        return self._http_request("GET", "leaks", params=params)["leaks"]


class Fetcher:
    def __init__(self, client: Client, position: int):
        self.client = client
        self.position = position

    def __iter__(self) -> Iterator[dict]:
        more = True
        while more:
            leaks = self.client.leaks(self.position)
            yield from leaks
            more = len(leaks) == BATCH_SIZE
            if more:
                self.position = leaks[-1]["found"]
            elif leaks:
                self.position = leaks[-1]["found"] + 1


def to_incident(leak: dict) -> dict:
    return {
        "name": f"{leak['kind']} in {leak['repository']}",
        "occurred": timestamp_to_datestring(leak["found"], is_utc=True),
        "rawJSON": json.dumps(leak),
    }


def main() -> None:
    params = demisto.params()
    client = Client(
        params["url"] + "/api/v2/", headers={"Authorization": "Token " + params["apikey"]}
    )
    if demisto.command() == "fetch-incidents":
        first = date_to_timestamp(arg_to_datetime(params["first_fetch"]))
        fetcher = Fetcher(client, demisto.getLastRun().get("position", first))
        demisto.incidents([to_incident(leak) for leak in fetcher])
        demisto.setLastRun({"position": fetcher.position})


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

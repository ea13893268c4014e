"""Ebony Cloud Guard: problems after the last one.

Shows: the new position is put into a copy, and the old one is saved.
"""

import copy
import json
import time

from CommonServerPython import *


class Guard(BaseClient):
    def problems(self, after):
        return self._http_request("GET", "/problems", params={"after": after})["items"]


def next_position(position, problems):
    position = copy.deepcopy(position)
    for problem in problems:
        position["after"] = max(position["after"], problem["detectedAt"])
    return position


def main():
    params = demisto.params()
    guard = Guard(params["url"], headers={"x-ebony": params["apikey"]})
    if demisto.command() == "fetch-incidents":
        position = demisto.getLastRun() or {"after": int(time.time()) - 1800}
        problems = guard.problems(position["after"])
        next_position(position, problems)
        demisto.incidents(
            [
                {"name": f"{p['recipe']} on {p['resource']}", "rawJSON": json.dumps(p)}
                for p in problems
            ]
        )
        demisto.setLastRun(position)


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

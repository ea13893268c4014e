"""Maple Fraud Desk: reads all that is new into a queue, and creates so many incidents of it a run."""

import json

from CommonServerPython import *


class Desk(BaseClient):
    def cases_above(self, number):
        return self._http_request("GET", "/cases", params={"above": number})["cases"]


class Queue:
    def __init__(self, state):
        self.waiting = state.get("waiting", [])
        self.highest = state.get("highest", 0)

    def fill(self, desk):
        for case in desk.cases_above(self.highest):
            self.waiting.append(case)
            self.highest = max(self.highest, case["number"])

    def take(self, count):
        taken, self.waiting = self.waiting[:count], self.waiting[count:]
        return taken

    def state(self):
        return {"waiting": self.waiting, "highest": self.highest}


def main():
    params = demisto.params()
    desk = Desk(params["url"], headers={"X-Maple-Token": params["apikey"]})
    if demisto.command() == "fetch-incidents":
        queue = Queue(demisto.getLastRun())
        queue.fill(desk)
        cases = queue.take(arg_to_number(params["max_fetch"]))
        demisto.incidents(
            [
                {"name": case["title"], "occurred": case["opened"], "rawJSON": json.dumps(case)}
                for case in cases
            ]
        )
        demisto.setLastRun(queue.state())


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

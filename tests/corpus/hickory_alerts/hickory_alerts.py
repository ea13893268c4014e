"""Hickory Alerts: from the newest second on, inclusively, without the ids already seen in that second."""

import json
import time

import demistomock as demisto
import requests


class Position:
    def __init__(self, saved):
        self.second = saved.get("second", int(time.time()) - 3600)
        self.ids = saved.get("ids", [])

    def accept(self, alert):
        if alert["id"] in self.ids:
            return False
        if alert["second"] != self.second:
            self.second, self.ids = alert["second"], []
        self.ids.append(alert["id"])
        return True

    def to_save(self):
        return {"second": self.second, "ids": self.ids}


def alerts(params, second, count):
    response = requests.get(
        f"{params['url']}/alerts",
        params={"from": second, "count": count},
        headers={"X-Hickory": params["apikey"]},
    )
    response.raise_for_status()
    return response.json()


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        params = demisto.params()
        position = Position(demisto.getLastRun())
        # The ones already seen are answered first, and must leave room for others.
        count = int(params["max_fetch"]) + len(position.ids)
        found = [a for a in alerts(params, position.second, count) if position.accept(a)]
        demisto.incidents([{"name": a["text"], "rawJSON": json.dumps(a)} for a in found])
        demisto.setLastRun(position.to_save())

"""Willow Fraud Watch: the transactions of the last quarter of an hour, each once.

Shows: the memory holds six ids, and more than six transactions are in the window.
"""

import json
from collections import deque

from CommonServerPython import *

MEMORY = 6


class Memory:
    def __init__(self, ids):
        self.ids = deque(ids, maxlen=MEMORY)

    def is_new(self, transaction):
        number = transaction["number"]
        if number in self.ids:
            return False
        self.ids.append(number)
        return True


def main():
    params = demisto.params()
    client = BaseClient(params["url"], auth=("willow", params["apikey"]))
    if demisto.command() != "fetch-incidents":
        return
    memory = Memory(demisto.getLastRun().get("numbers", []))
    window = client._http_request("GET", "/suspicious", params={"last_minutes": 15})
    demisto.incidents(
        [
            {
                "name": f"{t['amount']} EUR from account {t['account']}",
                "occurred": t["booked"],
                "rawJSON": json.dumps(t),
            }
            for t in window["transactions"]
            if memory.is_new(t)
        ]
    )
    demisto.setLastRun({"numbers": list(memory.ids)})


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

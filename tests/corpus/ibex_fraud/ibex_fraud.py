import json

import demistomock as demisto
from CommonServerPython import *

MAX_REMEMBERED = 500


class Client(BaseClient):
    def flagged(self, kind, from_epoch):
        return self._http_request("GET", f"/fraud/{kind}", params={"from": from_epoch})["data"][kind]


class Memory:
    def __init__(self, last_run):
        self.ids = list(last_run.get("ids", []))
        self.times = dict(last_run.get("times", {}))

    def __contains__(self, uid):
        return uid in self.ids

    def note(self, uid):
        self.ids = (self.ids + [uid])[-MAX_REMEMBERED:]

    def dump(self):
        return {"ids": self.ids, "times": self.times}


def payments(client, memory, default):
    for payment in client.flagged("payments", memory.times.get("payments", default)):
        memory.times["payments"] = max(payment["epoch"], memory.times.get("payments", 0))
        if payment["uid"] in memory:
            continue
        memory.note(payment["uid"])
        yield f"Suspicious payment of {payment['amount']}", payment


def logins(client, memory, default):
    for login in client.flagged("logins", memory.times.get("logins", default)):
        memory.times["logins"] = max(login["epoch"], memory.times.get("logins", 0))
        if login["uid"] in memory:
            continue
        yield f"Suspicious login from {login['country']}", login


def fetch_incidents(client, default):
    memory = Memory(demisto.getLastRun())
    found = [*payments(client, memory, default), *logins(client, memory, default)]
    demisto.setLastRun(memory.dump())
    demisto.incidents([
        {"name": title, "occurred": timestamp_to_datestring(raw["epoch"] * 1000, is_utc=True), "rawJSON": json.dumps(raw)}
        for title, raw in found
    ])


def main():
    params = demisto.params()
    client = Client(params["url"], verify=not params.get("insecure"), headers={"X-Ibex": params.get("token")})
    default = int(arg_to_datetime(params.get("first_fetch", "1 hour")).timestamp())
    try:
        if demisto.command() == "test-module":
            client.flagged("payments", default)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            fetch_incidents(client, default)
    except Exception as e:
        return_error(f"Ibex Fraud: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

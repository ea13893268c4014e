import json
from operator import itemgetter

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def listed(self, what, begin):
        return self._http_request("GET", f"/hub/{what}", params={"begin": begin})[what]


class Cursor:
    """How far a list was read: the newest time, and the numbers of that time."""

    def __init__(self, what, saved, begin):
        self.what = what
        self.begin = saved.get("begin", begin)
        self.known = saved.get("known", [])
        self.items = []

    def pull(self, client):
        self.items = client.listed(self.what, self.begin)
        return [(self, item) for item in self.items]

    def saved(self):
        if self.items:
            newest = max(map(itemgetter("raised"), self.items))
            self.begin, self.known = newest, [item["no"] for item in self.items if item["raised"] == newest]
        return {"begin": self.begin, "known": self.known}


def to_incident(cursor, item):
    return {"name": f"Aspen {cursor.what} {item['no']}", "occurred": item["raised"], "rawJSON": json.dumps(item)}


def fetch(client, begin):
    last_run = demisto.getLastRun()
    risks, audits = (Cursor(what, last_run.get(what, {}), begin) for what in ("risks", "audits"))
    found = risks.pull(client) or audits.pull(client)
    incidents = [to_incident(cursor, item) for cursor, item in found if item["no"] not in cursor.known]
    demisto.setLastRun({one.what: one.saved() for one in (risks, audits)})
    demisto.incidents(incidents)


def main():
    params = demisto.params()
    client = Client(params["url"], verify=not params.get("insecure"), headers={"X-Aspen": params.get("api_key")})
    begin = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        if demisto.command() == "test-module":
            client.listed("risks", begin)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            fetch(client, begin)
    except Exception as e:
        return_error(f"Aspen Hub: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

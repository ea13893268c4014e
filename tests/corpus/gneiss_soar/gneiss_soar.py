import json
from functools import reduce

import demistomock as demisto
import requests


class Session(requests.Session):
    def __init__(self, params):
        super().__init__()
        self.base = params["url"]
        self.headers["X-Api"] = params["api_key"]

    def cases(self, since):
        reply = self.get(f"{self.base}/cases", params={"from": since}, timeout=30)
        reply.raise_for_status()
        return reply.json()


def later(position, case):
    return case["created_ms"] if case["created_ms"] > position else position


def fetch_incidents(session, position):
    cases = session.cases(position + 1)
    incidents = [{"name": case["title"], "rawJSON": json.dumps(case)} for case in cases]
    return reduce(later, cases, position), incidents


if demisto.command() == "fetch-incidents":
    with Session(demisto.params()) as session:
        position, incidents = fetch_incidents(session, int(demisto.getLastRun().get("position", 1717200000000)))
        demisto.setLastRun({"position": str(position)})
        demisto.incidents(incidents)

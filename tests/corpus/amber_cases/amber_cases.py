import json
from dataclasses import dataclass, field

import demistomock as demisto
import requests


@dataclass(order=True)
class Case:
    opened: str
    key: str
    raw: dict = field(compare=False, repr=False)

    def to_incident(self):
        return {"name": self.key, "occurred": self.opened, "rawJSON": json.dumps(self.raw)}


def get_cases():
    params = demisto.params()
    reply = requests.get(f"{params['url']}/cases/recent", headers={"X-Api": params["api_key"]}, timeout=10)
    return sorted(Case(row["opened"], row["key"], row) for row in reply.json())


def command():
    last = demisto.getLastRun().get("last", "")
    fresh = [case for case in get_cases() if case.opened > last]
    demisto.incidents([case.to_incident() for case in fresh])
    if fresh:
        demisto.setLastRun({"last": fresh[-1].opened})


if demisto.command() == "fetch-incidents":
    command()

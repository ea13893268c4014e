"""Sedge Investigations: those that somebody has to look at.

Shows: the state is "in_progress" there and "in-progress" here.
"""

import json

import dateparser
import demistomock as demisto
import requests

ACTIVE = {"new", "in-progress", "reopened"}


class Investigation:
    def __init__(self, document):
        self.id = document["_id"]
        self.state = document["state"]
        self.created = dateparser.parse(document["created"])
        self.document = document

    def needs_work(self):
        if self.document.get("duplicate_of"):
            return False
        return self.state in ACTIVE

    def __lt__(self, other):
        return self.created < other.created


def investigations(server, key, after):
    body = {"range": {"created": {"gt": after.isoformat()}}}
    answer = requests.post(f"{server}/investigations/_search", json=body, auth=("xsoar", key))
    answer.raise_for_status()
    yield from sorted(Investigation(hit) for hit in answer.json()["hits"])


def main():
    params = demisto.params()
    saved = demisto.getLastRun().get("created") or params["first_fetch"] + " ago"
    created = dateparser.parse(
        saved, settings={"TIMEZONE": "UTC", "RETURN_AS_TIMEZONE_AWARE": True}
    )
    incidents = []
    for investigation in investigations(params["url"], params["apikey"], created):
        created = investigation.created
        if investigation.needs_work():
            incidents.append(
                {
                    "name": investigation.document["title"],
                    "occurred": created.isoformat(),
                    "rawJSON": json.dumps(investigation.document),
                }
            )
    demisto.incidents(incidents)
    demisto.setLastRun({"created": created.isoformat()})


if __name__ in ("__main__", "__builtin__", "builtins") and demisto.command() == "fetch-incidents":
    main()

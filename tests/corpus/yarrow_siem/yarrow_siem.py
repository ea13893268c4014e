"""Yarrow SIEM: notable events; the position is saved as soon as it is known.

Shows: when the server does not take the incidents, they are behind the position already.
"""

import json
import time

import demistomock as demisto
import requests


class Yarrow:
    def __init__(self, params):
        self.url = params["url"]
        self.limit = int(params["max_fetch"])
        self.headers = {"Authorization": "Splunk " + params["apikey"]}

    def notables(self, earliest):
        query = {"earliest": earliest, "count": self.limit}
        response = requests.get(self.url + "/notables", query, headers=self.headers)
        response.raise_for_status()
        return response.json()["results"]


def save_position(notables):
    if notables:
        demisto.setLastRun({"earliest": notables[-1]["_time"]})


def build(notable):
    return {"name": notable["search_name"], "rawJSON": json.dumps(notable)}


def fetch_notables(yarrow):
    earliest = demisto.getLastRun().get("earliest", round(time.time()) - 900)
    notables = yarrow.notables(earliest)
    save_position(notables)
    try:
        demisto.incidents([build(notable) for notable in notables])
    except Exception as exc:
        demisto.error(f"Yarrow: {len(notables)} notables were not created ({exc})")


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_notables(Yarrow(demisto.params()))

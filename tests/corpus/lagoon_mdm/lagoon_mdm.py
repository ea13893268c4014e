"""Lagoon MDM: compliance violations; the product lists the newest first, the code turns them round.

Shows: what lies behind the limit is older, and is not asked for again.
"""

import json

import dateparser
import demistomock as demisto
import requests


class Lagoon:
    def __init__(self, url, key):
        self._url = url.rstrip("/")
        self._key = key

    def violations(self, since, count):
        with requests.Session() as session:
            session.headers.update({"X-Lagoon-Key": self._key})
            reply = session.post(
                f"{self._url}/violations/list", json={"since": since, "count": count}
            )
            reply.raise_for_status()
            return list(reversed(reply.json()["violations"]))


class Fetch:
    def __init__(self, lagoon, state, options):
        self.lagoon, self.options = lagoon, options
        self.since = state.get("since") or self.first_time()

    def first_time(self):
        moment = dateparser.parse(self.options["first_fetch"] + " ago UTC")
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    def run(self):
        for violation in self.lagoon.violations(self.since, int(self.options["max_fetch"])):
            self.since = violation["reported"]
            yield {
                "name": f"{violation['device']}: {violation['rule']}",
                "occurred": violation["reported"],
                "rawJSON": json.dumps(violation),
            }


if __name__ in ("__main__", "__builtin__", "builtins") and demisto.command() == "fetch-incidents":
    options = demisto.params()
    fetch = Fetch(Lagoon(options["url"], options["apikey"]), demisto.getLastRun(), options)
    demisto.incidents(list(fetch.run()))
    demisto.setLastRun({"since": fetch.since})

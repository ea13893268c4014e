"""Gannet SIEM: offenses newer than the newest one, in seconds since 1970.

Shows: five offenses of one second, and the limit takes only some of them.
"""

import json
import time

import demistomock as demisto
import requests


class Client:
    def __init__(self, url, key):
        self.base = url.rstrip("/")
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Token {key}"

    def offenses(self, after, size):
        reply = self.session.get(
            f"{self.base}/api/offenses", params={"after": after, "size": size}, timeout=20
        )
        reply.raise_for_status()
        return reply.json()["offenses"]


def fetch_offenses(client, last_run, size):
    after = last_run.get("after", int(time.time()) - 3600)
    incidents = []
    for offense in client.offenses(after, size):
        incidents.append({"name": offense["rule"], "rawJSON": json.dumps(offense)})
        after = offense["started"]
    return incidents, {"after": after}


def main():
    params = demisto.params()
    client = Client(params["url"], params["apikey"])
    if demisto.command() == "fetch-incidents":
        incidents, position = fetch_offenses(client, demisto.getLastRun(), params["max_fetch"])
        demisto.incidents(incidents)
        demisto.setLastRun(position)


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

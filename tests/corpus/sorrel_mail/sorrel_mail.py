"""Sorrel Mail Gateway: blocked mails since the last one, by its epoch.

Shows: mktime takes the UTC of the answer for the engine's local time, nine hours off.
"""

import json
import time

import demistomock as demisto
import requests


def epoch_of(mail):
    return int(time.mktime(time.strptime(mail["received_utc"], "%d.%m.%Y %H:%M:%S")))


class SorrelSession(requests.Session):
    def __init__(self, host, key):
        super().__init__()
        self.host = host
        self.headers["x-sorrel-key"] = key

    def blocked(self, after):
        response = self.get(f"{self.host}/mails", params={"verdict": "blocked", "after": after})
        response.raise_for_status()
        return response.json()["mails"]


def fetch(session):
    after = demisto.getLastRun().get("after")
    if not after:
        after = int(time.time()) - 24 * 60 * 60
    mails = session.blocked(after)
    demisto.incidents(
        [
            {
                "name": f"Blocked: {mail['subject']}",
                "details": mail["sender"],
                "rawJSON": json.dumps(mail),
            }
            for mail in mails
        ]
    )
    demisto.setLastRun({"after": epoch_of(mails[-1]) if mails else after})


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        params = demisto.params()
        with SorrelSession(params["url"], params["apikey"]) as sorrel:
            fetch(sorrel)

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
from CommonServerPython import *

WINDOW = timedelta(minutes=10)
KEEP = timedelta(minutes=3)


def utc(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class State:
    def __init__(self, saved):
        self.seen = saved.get("seen", {})

    def is_new(self, mail):
        return mail["message_id"] not in self.seen

    def note(self, mail):
        self.seen[mail["message_id"]] = mail["received"]

    def save(self, now):
        recent = {key: time for key, time in self.seen.items() if utc(time) > now - KEEP}
        demisto.setLastRun({"seen": recent})


def main():
    params = demisto.params()
    client = BaseClient(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        now, state, incidents = datetime.now(timezone.utc), State(demisto.getLastRun()), []
        begin = (now - WINDOW).strftime("%Y-%m-%dT%H:%M:%SZ")
        for mail in filter(state.is_new, client._http_request("GET", "/mails", params={"received_after": begin})):
            state.note(mail)
            incidents.append({"name": mail["subject"], "occurred": mail["received"], "rawJSON": json.dumps(mail)})
        state.save(now)
        demisto.incidents(incidents)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

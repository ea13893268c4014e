import json

import demistomock as demisto
from CommonServerPython import *


class Wren(BaseClient):
    def changes(self, position):
        return self._http_request("GET", "/journal", params={"from": position, "count": 100})

    def ticket(self, key):
        return self._http_request("GET", f"/tickets/{key}")["ticket"]


class Inbox:
    """Tickets are announced while they are drafts; an incident is made of a ticket once it is submitted."""

    def __init__(self, wren, saved):
        self.wren = wren
        self.position = saved.get("position", "start")
        self.drafts = saved.get("drafts", [])

    def announce(self):
        journal = self.wren.changes(self.position)
        self.drafts.extend(entry["key"] for entry in journal["entries"])
        self.position = journal["position"]

    def submitted(self):
        waiting = []
        for key in self.drafts:
            ticket = self.wren.ticket(key)
            if ticket["state"] == "draft":
                waiting.append(key)
                continue
            yield ticket
        self.drafts = waiting

    def saved(self):
        return {"position": self.position, "drafts": self.drafts}


def fetch_incidents(wren, last_run):
    inbox = Inbox(wren, last_run)
    inbox.announce()
    incidents = [
        {"name": f"{ticket['key']}: {ticket['summary']}", "occurred": ticket["created"], "rawJSON": json.dumps(ticket)}
        for ticket in inbox.submitted()
    ]
    return inbox.saved(), incidents


def main():
    params = demisto.params()
    wren = Wren(urljoin(params["url"], "rest/2"), verify=not params.get("insecure"), ok_codes=(200,),
                auth=(params["credentials"]["identifier"], params["credentials"]["password"]))
    try:
        if demisto.command() == "test-module":
            wren.changes("start")
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            last_run, incidents = fetch_incidents(wren, demisto.getLastRun())
            demisto.setLastRun(last_run)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Wren Ticketing: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

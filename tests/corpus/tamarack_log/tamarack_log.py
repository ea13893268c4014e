"""Tamarack Log Search: events; each page's ids are saved before the next page is sent.

A run that fails goes on after the last page that it saved, so nothing is lost.
"""

import time

from CommonServerPython import *

OVERLAP = 120


class Client(BaseClient):
    def pages(self, start):
        query = {"start": start}
        while True:
            answer = self._http_request("GET", "/logs", params=query)
            yield answer["logs"]
            if not answer["next"]:
                return
            query = {"next": answer["next"]}


def save(newest, ids):
    ids = {key: at for key, at in ids.items() if at >= newest - OVERLAP}
    demisto.setIntegrationContext({"newest": newest, "ids": ids})


def fetch_events(client):
    state = demisto.getIntegrationContext()
    newest = state.get("newest", int(time.time()) - 600)
    ids = state.get("ids", {})
    for logs in client.pages(newest - OVERLAP):
        fresh = [log for log in logs if log["uid"] not in ids]
        for log in fresh:
            log["_time"] = ids[log["uid"]] = log["at"]
        send_events_to_xsiam(fresh, vendor="tamarack", product="search")
        newest = max([newest, *(log["at"] for log in fresh)])
        save(newest, ids)


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"Authorization": params["apikey"]})
    if demisto.command() == "fetch-events":
        fetch_events(client)


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

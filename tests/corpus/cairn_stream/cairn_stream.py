import json

import demistomock as demisto
from CommonServerPython import *

MAX_PAGES = 2


class CairnClient(BaseClient):
    def page(self, cursor=None):
        params = {"limit": 2}
        if cursor:
            params["cursor"] = cursor
        return self._http_request("GET", "/stream/v1/events", params=params)


class Stream:
    def __init__(self, client, cursor):
        self.client = client
        self.cursor = cursor

    def __iter__(self):
        for _ in range(MAX_PAGES):
            page = self.client.page(self.cursor)
            self.cursor = page["meta"]["cursor"]
            yield from page["events"] or []
            if not page["meta"]["more"]:
                break


def incident_of(event):
    return {
        "name": event["title"],
        "occurred": event["time"],
        "rawJSON": json.dumps(event),
    }


def main():
    params = demisto.params()
    client = CairnClient(params["url"], verify=not params.get("insecure"),
                         headers={"Authorization": f"Bearer {params.get('token')}"})
    try:
        if demisto.command() == "test-module":
            client.page()
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            stream = Stream(client, demisto.getLastRun().get("cursor"))
            incidents = [incident_of(event) for event in stream]
            demisto.setLastRun({"cursor": stream.cursor})
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Cairn Stream: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

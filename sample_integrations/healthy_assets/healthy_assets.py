"""Wren Inventory: sends a snapshot of all hosts, a page a run; the last page declares their number."""

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def hosts(self, offset, limit):
        found = self._http_request("GET", "/hosts", params={"offset": offset, "limit": limit})
        return found["hosts"], found["total"]


def fetch_assets(client, params, last_run):
    limit = int(params["max_assets"])
    sent = int(last_run.get("sent", 0))
    snapshot_id = last_run.get("snapshot_id") or str(round(time.time() * 1000))
    hosts, total = client.hosts(sent, limit)
    sent += len(hosts)
    more = bool(hosts) and sent < total
    send_data_to_xsiam(
        hosts,
        vendor="wren",
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
        if demisto.command() == "fetch-assets":
            fetch_assets(client, params, demisto.getAssetsLastRun())
    except Exception as error:
        return_error(f"{demisto.command()} failed: {error}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

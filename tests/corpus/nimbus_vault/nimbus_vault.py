import json

import dateparser

import demistomock as demisto
from CommonServerPython import *

VENDOR_TIME = "%Y-%m-%dT%H:%M:%SZ"


class VaultClient(BaseClient):
    def access_events(self, newer_than: str, limit: int = 100) -> list[dict]:
        payload = {"filter": {"and": [{"field": "timestamp", "op": "gt", "value": newer_than}]},
                   "sort": "timestamp:asc", "limit": limit}
        return self._http_request("POST", "/vault/events/_search", json_data=payload).get("events") or []


def parse_time(text: str) -> datetime:
    parsed = dateparser.parse(text, settings={"TIMEZONE": "UTC", "RETURN_AS_TIMEZONE_AWARE": True})
    if parsed is None:
        raise DemistoException(f"'{text}' is not a time")
    return parsed


def fetch_incidents(client: VaultClient, last_run: dict, first_fetch: str) -> tuple[dict, list]:
    newest = parse_time(last_run.get("last_event_time") or first_fetch)
    incidents: list[dict] = []
    for event in client.access_events(newest.strftime(VENDOR_TIME)):
        happened = parse_time(event["timestamp"])
        newest = max(newest, happened)
        incidents.append({
            "name": f"{event['actor']} opened {event['secret']}",
            "occurred": event["timestamp"],
            "rawJSON": json.dumps(event),
        })
    return {"last_event_time": newest.isoformat()}, incidents


def main():
    params = demisto.params()
    try:
        client = VaultClient(params["url"], verify=not params.get("insecure", False),
                             headers={"X-Vault-Key": params.get("vault_key")})
        match = {"test-module": None, "fetch-incidents": fetch_incidents}
        if demisto.command() not in match:
            raise NotImplementedError(demisto.command())
        if match[demisto.command()] is None:
            client.access_events("2024-01-01T00:00:00Z", 1)
            return_results("ok")
        else:
            next_run, incidents = fetch_incidents(client, demisto.getLastRun(), params.get("first_fetch") or "12 hours ago")
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Nimbus Vault: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

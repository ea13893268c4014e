import json

import demistomock as demisto
from CommonServerPython import *

DATE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class Client(BaseClient):
    def list_threats(self, after: str, limit: int) -> list:
        params = {"detected_after": after, "limit": limit, "sort": "detected_at"}
        return self._http_request("GET", "/v2/threats", params=params).get("threats", [])


def test_module(client: Client) -> str:
    client.list_threats("2020-01-01T00:00:00Z", 1)
    return "ok"


def fetch_incidents(client: Client, last_run: dict, first_fetch: str, max_fetch: int):
    cursor = last_run.get("last_detected") or dateparser_to_text(first_fetch)
    threats = client.list_threats(cursor, max_fetch)
    incidents = []
    for threat in threats:
        incidents.append({
            "name": f"Marlin threat {threat['id']}",
            "occurred": threat["detected_at"],
            "rawJSON": json.dumps(threat),
        })
        cursor = max(cursor, threat["detected_at"])
    return {"last_detected": cursor}, incidents


def dateparser_to_text(text: str) -> str:
    return arg_to_datetime(text).strftime(DATE_FORMAT)


def main():
    params = demisto.params()
    client = Client(
        base_url=params["url"].rstrip("/"),
        verify=not params.get("insecure", False),
        headers={"X-Api-Key": params.get("apikey", "")},
    )
    command = demisto.command()
    try:
        if command == "test-module":
            return_results(test_module(client))
        elif command == "fetch-incidents":
            next_run, incidents = fetch_incidents(
                client,
                demisto.getLastRun(),
                params.get("first_fetch", "1 hour"),
                arg_to_number(params.get("max_fetch", 3)),
            )
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
        else:
            raise NotImplementedError(f"{command} is not implemented")
    except Exception as exc:
        return_error(f"Failed to execute {command}: {exc}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

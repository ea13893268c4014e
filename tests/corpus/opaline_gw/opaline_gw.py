import json

import demistomock as demisto
from CommonServerPython import *

WANTED_ACTIONS = {"blocked", "quarantined", "stripped", "held"}
SEVERITIES = {"Low": IncidentSeverity.LOW, "Medium": IncidentSeverity.MEDIUM, "High": IncidentSeverity.HIGH}


class OpalineClient(BaseClient):
    def messages(self, since_id: str) -> list[dict]:
        rows, offset = [], 0
        while True:
            page = self._http_request("GET", "/gw/messages", params={"sinceId": since_id, "offset": offset, "limit": 3})
            rows += page["rows"]
            offset += len(page["rows"])
            if offset >= page["total"]:
                return rows


def relevant(row: dict) -> bool:
    return row["action"] in WANTED_ACTIONS and row["severity"] in SEVERITIES


def as_incident(row: dict) -> dict:
    return {
        "name": f"Mail {row['action']}: {row['subject']}",
        "occurred": row["received"],
        "severity": SEVERITIES[row["severity"]],
        "rawJSON": json.dumps(row),
    }


def fetch_incidents(client: OpalineClient, since_id: str) -> tuple[str, list[dict]]:
    rows = client.messages(since_id)
    incidents = [as_incident(row) for row in rows if relevant(row)]
    return (rows[-1]["messageId"] if rows else since_id), incidents


def main():
    params = demisto.params()
    client = OpalineClient(params["url"], verify=not params.get("insecure", False),
                           headers={"Opaline-Token": params.get("token", "")})
    try:
        if demisto.command() == "test-module":
            client.messages("0")
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            since_id, incidents = fetch_incidents(client, demisto.getLastRun().get("since_id", "0"))
            demisto.setLastRun({"since_id": since_id})
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Opaline Gateway failed.\n{e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

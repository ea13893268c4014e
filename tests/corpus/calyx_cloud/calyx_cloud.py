import json

import demistomock as demisto
from CommonServerPython import *


def build_filter(since_ms, severities):
    clauses = [f"createdAt gt {since_ms}"]
    if severities:
        clauses.append("severity in (" + ",".join(f"'{s}'" for s in severities) + ")")
    return " and ".join(clauses)


class Client(BaseClient):
    def findings(self, since_ms, severities, top):
        query = {
            "$filter": build_filter(since_ms, severities),
            "$top": top,
        }
        return self._http_request("GET", "/v1.0/findings", params=query)["value"]


def fetch_incidents(client, last_run, params):
    lookup = last_run.get("createdAt")
    if lookup is None:
        lookup = int(arg_to_datetime(params.get("first_fetch", "1 day")).timestamp() * 1000)
    top = min(int(params.get("max_fetch") or 4), 200)

    findings = client.findings(lookup, argToList(params.get("severity")), top)
    findings.reverse()

    incidents = [
        {
            "name": f"Calyx: {finding['title']}",
            "occurred": timestamp_to_datestring(finding["createdAt"], is_utc=True),
            "rawJSON": json.dumps(finding),
        }
        for finding in findings
    ]
    return {"createdAt": max([lookup] + [finding["createdAt"] for finding in findings])}, incidents


def main():
    params = demisto.params()
    try:
        client = Client(
            base_url=params.get("url"),
            verify=not params.get("insecure", False),
            headers={"Authorization": f"Bearer {params.get('token')}", "Accept": "application/json"},
        )
        if demisto.command() == "test-module":
            client.findings(0, [], 1)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents(client, demisto.getLastRun(), params)
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
        else:
            raise NotImplementedError(demisto.command())
    except Exception as e:
        return_error(f"Failed to execute {demisto.command()} command.\nError:\n{e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

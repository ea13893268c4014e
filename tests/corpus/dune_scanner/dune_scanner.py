import json
import time

import demistomock as demisto
from CommonServerPython import *

PAUSE = 20


class DuneClient(BaseClient):
    def list_findings(self, number_above):
        return self._http_request("GET", "/scanner/findings", params={"above": number_above})["findings"]

    def evidence(self, number):
        """The product allows three evidence downloads a minute."""
        answer = self._http_request("GET", f"/scanner/findings/{number}/evidence")
        time.sleep(PAUSE)
        return answer["evidence"]


def enrich(client, findings):
    for finding in findings:
        finding["evidence"] = client.evidence(finding["number"])
        yield finding


def make_incident(finding):
    return {
        "name": f"Dune finding {finding['number']} on {finding['asset']}",
        "occurred": finding["found"],
        "rawJSON": json.dumps(finding),
    }


def fetch_incidents(client, last_run):
    highest = last_run.get("highest", 0)
    findings = client.list_findings(highest)
    incidents = [make_incident(finding) for finding in enrich(client, findings)]
    highest = max((finding["number"] for finding in findings), default=highest)
    return {"highest": highest}, incidents


def main():
    params = demisto.params()
    command = demisto.command()
    client = DuneClient(params.get("url"), verify=not params.get("insecure"), headers={"X-Dune": params.get("key")})
    try:
        if command == "test-module":
            client.list_findings(0)
            return_results("ok")
        elif command == "fetch-incidents":
            next_run, incidents = fetch_incidents(client, demisto.getLastRun())
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"{command}: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

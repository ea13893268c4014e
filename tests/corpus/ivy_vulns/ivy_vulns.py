"""Ivy Vulnerability Scanner: new vulnerabilities above a score.

Shows: a score that is not a number yet ends every run from then on.
"""

import json
from dataclasses import dataclass

from CommonServerPython import *

LEVELS = [(9.0, 4), (7.0, 3), (4.0, 2), (0.0, 1)]


@dataclass(frozen=True)
class Vulnerability:
    raw: dict

    @property
    def severity(self):
        score = float(self.raw["cvss"])
        return next(level for floor, level in LEVELS if score >= floor)

    def incident(self):
        return {
            "name": f"{self.raw['cve']} on {self.raw['host']}",
            "severity": self.severity,
            "occurred": self.raw["found"],
            "rawJSON": json.dumps(self.raw),
        }


def fetch(client, state):
    page = client._http_request("GET", "/vulns/new", params={"token": state["token"]})
    return [Vulnerability(item).incident() for item in page["items"]], {"token": page["token"]}


def main():
    params = demisto.params()
    client = BaseClient(params["url"], headers={"X-ApiKeys": params["apikey"]}, timeout=45)
    if demisto.command() == "fetch-incidents":
        incidents, state = fetch(client, demisto.getLastRun() or {"token": ""})
        demisto.incidents(incidents)
        demisto.setLastRun(state)
    elif demisto.command() == "test-module":
        return_results("ok")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

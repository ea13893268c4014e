"""Basalt DLP: all of a project's violations; the code picks those since the last one.

Shows: the violation that is the last one is picked again, run after run.
"""

import json

import dateparser
from CommonServerPython import *


def utc(text):
    return dateparser.parse(text, settings={"TIMEZONE": "UTC", "RETURN_AS_TIMEZONE_AWARE": True})


class Basalt(BaseClient):
    def violations(self):
        return self._http_request("GET", "violations", params={"project": "default"})["items"]

    def since(self, moment):
        for violation in self.violations():
            violation["when"] = utc(violation["detected"])
            if violation["when"] >= moment:
                yield violation


def run_fetch(client, first):
    moment = utc(demisto.getLastRun().get("moment") or first)
    incidents = []
    for violation in client.since(moment):
        moment = max(moment, violation.pop("when"))
        incidents.append(
            {
                "name": f"{violation['policy']}: {violation['file']}",
                "occurred": violation["detected"],
                "rawJSON": json.dumps(violation),
            }
        )
    demisto.incidents(incidents)
    demisto.setLastRun({"moment": moment.isoformat()})


def main():
    params = demisto.params()
    client = Basalt(params["url"] + "/api/", headers={"Authorization": params["apikey"]})
    if demisto.command() == "fetch-incidents":
        run_fetch(client, params["first_fetch"])


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

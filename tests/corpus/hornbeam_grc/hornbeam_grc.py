"""Hornbeam Monitor: the alerts of the last ten minutes, each once; escalated ones get a severity.

Shows: the way of the escalated ones leaves the loop before the id is noted.
"""

import json

from CommonServerPython import *

WINDOW = 600


class HornbeamClient(BaseClient):
    def recent(self):
        return self._http_request("GET", "/alerts/recent", params={"seconds": WINDOW})


def build(alert, **more):
    return {"name": alert["text"], "occurred": alert["at"], "rawJSON": json.dumps(alert), **more}


def fetch(client):
    handled = demisto.getIntegrationContext().get("handled", [])
    window, incidents = [], []
    for alert in client.recent():
        known = alert["id"] in handled
        if alert["escalated"] and not known:
            incidents.append(build(alert, severity=IncidentSeverity.CRITICAL))
            continue
        window.append(alert["id"])
        if not known:
            incidents.append(build(alert))
    demisto.incidents(incidents)
    demisto.setIntegrationContext({"handled": window})


def main():
    params = demisto.params()
    client = HornbeamClient(params["url"], headers={"Authorization": "Key " + params["apikey"]})
    if demisto.command() == "fetch-incidents":
        fetch(client)
    elif demisto.command() == "test-module":
        client.recent()
        return_results("ok")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

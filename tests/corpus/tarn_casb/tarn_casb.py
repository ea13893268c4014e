import json

import demistomock as demisto
from CommonServerPython import *

RISK_TO_SEVERITY = {"informational": 0.5, "low": 1, "medium": 2, "high": 3, "critical": 4}


class TarnClient(BaseClient):
    def alerts(self, token, size=25):
        params = assign_params(pageToken=token, pageSize=size)
        body = self._http_request("GET", "/casb/v1/alerts", params=params)
        return body["content"], body["nextToken"]


def headline(alert):
    owner = alert["actor"]["email"].lower()
    return f"{alert['policy']} by {owner}"


def to_incident(alert):
    return dict(
        name=headline(alert),
        occurred=alert["createTime"],
        severity=RISK_TO_SEVERITY.get(alert.get("risk"), 0),
        rawJSON=json.dumps(alert),
    )


def fetch_incidents(client, last_run):
    token = last_run.get("token")
    incidents = []
    while True:
        alerts, token = client.alerts(token)
        if not alerts:
            break
        incidents.extend(to_incident(alert) for alert in alerts)
    return {"token": token}, incidents


def main():
    params = demisto.params()
    try:
        client = TarnClient(
            f"{params['url']}/api",
            verify=not params.get("insecure", False),
            headers={"Authorization": f"Bearer {params.get('apikey')}"},
        )
        if demisto.command() == "test-module":
            client.alerts(None, 1)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents(client, demisto.getLastRun())
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Failed to execute {demisto.command()}: {e!r}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

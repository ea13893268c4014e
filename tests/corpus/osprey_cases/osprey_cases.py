import json

import demistomock as demisto
from CommonServerPython import *

FMT = "%Y-%m-%dT%H:%M:%S.%fZ"


class OspreyClient(BaseClient):

    def get_cases(self, opened_since):
        data = self._http_request(
            method="GET",
            url_suffix="/api/cases",
            params={"openedSince": opened_since, "orderBy": "opened"},
        )
        return data["cases"]["items"]


def case_to_incident(case):
    incident = {}
    incident["name"] = case["headline"]
    incident["occurred"] = case["opened"]
    incident["dbotMirrorId"] = case["caseId"]
    incident["rawJSON"] = json.dumps(case)
    return incident


def fetch_incidents_command(client, params):
    last_run = demisto.getLastRun()
    now = datetime.utcnow()
    if "last_fetch" in last_run:
        since = last_run["last_fetch"]
    else:
        since = (now - timedelta(hours=int(params.get("hours_back", 1)))).strftime(FMT)

    incidents = []
    for case in client.get_cases(since):
        incidents.append(case_to_incident(case))

    demisto.debug(f"Osprey: {len(incidents)} cases opened since {since}")
    demisto.setLastRun({"last_fetch": now.strftime(FMT)})
    demisto.incidents(incidents)


def main():
    params = demisto.params()
    credentials = params.get("credentials") or {}
    client = OspreyClient(
        base_url=params.get("url"),
        auth=(credentials.get("identifier"), credentials.get("password")),
        verify=not params.get("insecure", False),
        proxy=params.get("proxy", False),
    )
    LOG(f"Command being called is {demisto.command()}")
    try:
        if demisto.command() == "test-module":
            client.get_cases(datetime.utcnow().strftime(FMT))
            demisto.results("ok")
        elif demisto.command() == "fetch-incidents":
            fetch_incidents_command(client, params)
    except Exception as e:
        return_error("Osprey Cases: " + str(e))


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def alerts(self, since):
        return self._http_request("GET", "/alerts", params={"since": since})["alerts"]


def domain_of(url):
    import lignite_suffixes
    return lignite_suffixes.registered(url)


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    first = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    if demisto.command() == "fetch-incidents":
        since, incidents = demisto.getLastRun().get("since", first), []
        for alert in client.alerts(since):
            incidents.append({"name": domain_of(alert["link"]), "occurred": alert["at"], "rawJSON": json.dumps(alert)})
            since = alert["at"]
        demisto.setLastRun({"since": since})
        demisto.incidents(incidents)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def threats(self, since):
        return self._http_request("GET", "/threats", params={"since": since})["items"]


class Mapper:
    def severity(self, threat):
        return min(4, int(threat["score"]) // 25)

    def incidents(self, threats):
        for threat in threats:
            try:
                severity = self.severity(threat)
            except (TypeError, ValueError):
                demisto.info(f"no score: {threat['uuid']}")
                continue
            yield {"name": threat["uuid"], "severity": severity, "rawJSON": json.dumps(threat)}


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        since = demisto.getLastRun().get("since", "2024-11-11T10:00:00Z")
        threats = client.threats(since)
        incidents = list(Mapper().incidents(threats))
        if threats:
            since = threats[-1]["detected"]
        demisto.setLastRun({"since": since})
        demisto.incidents(incidents)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def __init__(self, params):
        creds = params.get("credentials", {})
        super().__init__(params.get("url", "").rstrip("/"), verify=not params.get("insecure"),
                         auth=(creds.get("identifier"), creds.get("password")))

    def cases(self, changed_after):
        query = f"changed > '{changed_after}'"
        return self._http_request("GET", "/api/case", params={"q": query, "sort": "changed"})["Data"]["Cases"]


class LinnetFetch:
    def __init__(self, client, last_run):
        self.client = client
        self.changed = last_run.get("changed") or self.one_hour_ago()

    @staticmethod
    def one_hour_ago():
        return (datetime.utcnow() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def __iter__(self):
        for case in self.client.cases(self.changed):
            self.changed = max(self.changed, case["Changed"])
            yield {
                "name": f"Linnet case {case['CaseKey']} ({case['Stage']})",
                "occurred": case["Opened"],
                "dbotMirrorId": str(case["CaseKey"]),
                "rawJSON": json.dumps(case),
            }

    def last_run(self):
        return {"changed": self.changed}


def main():
    client = Client(demisto.params())
    command = demisto.command()
    demisto.debug(f"Linnet: {command}")
    try:
        if command == "test-module":
            client.cases(LinnetFetch.one_hour_ago())
            return_results("ok")
        elif command == "fetch-incidents":
            fetch = LinnetFetch(client, demisto.getLastRun())
            incidents = list(fetch)
            demisto.setLastRun(fetch.last_run())
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Linnet SOAR: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def page(self, since, token):
        query = assign_params(since=since, size=3, page_token=token)
        return self._http_request("GET", "/iam/events", params=query)

    def events(self, since):
        events, token = [], None
        while True:
            body = self.page(since, token)
            events += body["events"]
            token = body["meta"].get("nextToken")
            if not token:
                break
        return events


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        now = datetime.utcnow().strftime("%Y-%m-%dT%H:%M:%SZ")
        since = demisto.getLastRun().get("since") or "2024-08-08T07:00:00Z"
        incidents = [{"name": one["action"], "occurred": one["time"], "rawJSON": json.dumps(one)} for one in client.events(since)]
        demisto.incidents(incidents)
        demisto.setLastRun({"since": now})

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

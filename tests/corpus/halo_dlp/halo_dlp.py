import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def incidents_since(self, since):
        reply = self._http_request("GET", "/dlp/incidents", params={"since": since}, resp_type="response")
        rows = reply.json()["incidents"]
        return rows, max((row["time"] for row in rows), default=None)


def fetch_incidents(client, state, limit):
    rows, latest = client.incidents_since(state["since"])
    made = []
    while rows and len(made) < limit:
        row = rows.pop(0)
        made.append({"name": row["policy"], "occurred": row["time"], "rawJSON": json.dumps(row)})
    state["since"] = latest or state["since"]
    return made


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        state = demisto.getLastRun() or {"since": "2024-03-26T05:00:00Z"}
        made = fetch_incidents(client, state, int(params.get("max_fetch") or 2))
        demisto.incidents(made)
        demisto.setLastRun(state)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

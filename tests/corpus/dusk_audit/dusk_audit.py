import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def logins(self, since):
        return self._http_request("GET", "/logins", params={"since": since})

    def changes(self, since):
        return self._http_request("GET", "/changes", params={"since": since})


def build(kind, rows, incidents=[]):
    for row in rows:
        incidents.append({"name": f"{kind} {row['id']}", "occurred": row["at"], "rawJSON": json.dumps(row)})
    return incidents


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        since = demisto.getLastRun().get("since", "2024-03-23T05:00:00Z")
        logins, changes = client.logins(since), client.changes(since)
        demisto.incidents(build("Login", logins) + build("Change", changes))
        demisto.setLastRun({"since": max([since] + [row["at"] for row in logins + changes])})

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def export(self, cursor):
        return self._http_request("POST", "/export", json_data={"next": cursor})


def read(client, cursor):
    events = []
    with client.export(cursor) as response:
        for chunk in response.iter_content(chunk_size=1024):
            answer = json.loads(chunk)
            events.extend(answer["events"])
            cursor = answer["next"]
    return cursor, events


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        cursor, events = read(client, demisto.getLastRun().get("next"))
        demisto.setLastRun({"next": cursor})
        demisto.incidents([{"name": one["kind"], "occurred": one["time"], "rawJSON": json.dumps(one)} for one in events])

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

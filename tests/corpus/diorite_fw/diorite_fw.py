import json
import re

import demistomock as demisto
from CommonServerPython import *

TIME = re.compile(r"^(?P<date>[0-9-]{10})T(?P<clock>[0-9:]{8})")


class Client(BaseClient):
    def drops(self, newer_than):
        return self._http_request("POST", "/drops/search", json_data={"newer_than": newer_than})["drops"]


def clean(stamp):
    """The product's times as the platform wants them."""
    found = TIME.match(stamp)
    return "{date}T{clock}Z".format(**found.groupdict())


def fetch_incidents(client, last_run, first):
    position = last_run.get("position") or first
    incidents = []
    for drop in client.drops(position):
        occurred = clean(drop["stamp"])
        incidents.append({"name": f"Drop {drop['no']}", "occurred": occurred, "rawJSON": json.dumps(drop)})
        position = max(position, occurred)
    return position, incidents


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    first = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    if demisto.command() == "fetch-incidents":
        position, incidents = fetch_incidents(client, demisto.getLastRun(), first)
        demisto.incidents(incidents)
        demisto.setLastRun({"position": position})

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

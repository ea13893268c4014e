import asyncio
import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def entries(self, since):
        return self._http_request("POST", "/entries", json_data={"since": since})["entries"]


async def incident_of(entry):
    await asyncio.sleep(0)
    return {"name": entry["text"], "occurred": entry["at"], "details": entry["host"]["name"], "rawJSON": json.dumps(entry)}


async def incidents_of(entries):
    found = await asyncio.gather(*map(incident_of, entries), return_exceptions=True)
    return [one for one in found if isinstance(one, dict)]


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    first = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    if demisto.command() == "fetch-incidents":
        since = demisto.getLastRun().get("since", first)
        entries = client.entries(since)
        incidents = asyncio.run(incidents_of(entries))
        demisto.setLastRun({"since": max([since] + [entry["at"] for entry in entries])})
        demisto.incidents(incidents)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

import json
from datetime import timezone

import demistomock as demisto
from CommonServerPython import *


class FlintClient(BaseClient):
    def uses(self, **window):
        return self._http_request("GET", "/v1/key-uses", params=window, resp_type="response").json()["uses"]


def moment(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)


def fetch_incidents(client, last_use):
    since = int(last_use.timestamp())
    uses = client.uses(newer=since)
    incidents = []
    for use in uses:
        incidents.append({"name": f"Key {use['key']} used", "occurred": use["used"], "rawJSON": json.dumps(use)})
        last_use = max(last_use, moment(use["used"]))
    return incidents, last_use


def main():
    params = demisto.params()
    client = FlintClient(params.get("url"), verify=not params.get("insecure"), headers={"X-Flint": params.get("api_key")})
    saved = demisto.getLastRun().get("last_use")
    last_use = moment(saved) if saved else arg_to_datetime(params.get("first_fetch") or "1 hour").astimezone(timezone.utc)
    try:
        if demisto.command() == "test-module":
            client.uses(newer=int(last_use.timestamp()))
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            incidents, last_use = fetch_incidents(client, last_use)
            demisto.setLastRun({"last_use": last_use.strftime("%Y-%m-%dT%H:%M:%S.%fZ")})
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Flint Keys: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

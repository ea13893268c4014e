"""Teasel Defender: incidents that were changed since the last one.

Shows: an old incident that somebody closes was changed, and is created a second time.
"""

import json

from CommonServerPython import *

ODATA = "%Y-%m-%dT%H:%M:%SZ"


class TeaselClient(BaseClient):
    def incidents(self, changed_after):
        return self._http_request(
            "GET",
            "/api/incidents",
            params={
                "$filter": f"lastUpdateTime gt {changed_after}",
                "$orderby": "lastUpdateTime asc",
            },
        )["value"]


def fetch_incidents(client, changed_after):
    found = client.incidents(changed_after)
    results = []
    for incident in found:
        results.append(
            {
                "name": incident["incidentName"],
                "occurred": incident["createdTime"],
                "rawJSON": json.dumps(incident),
            }
        )
    return results, (found[-1]["lastUpdateTime"] if found else changed_after)


def main():
    params = demisto.params()
    client = TeaselClient(params["url"], headers={"Authorization": f"Bearer {params['apikey']}"})
    if demisto.command() == "fetch-incidents":
        first = arg_to_datetime(params["first_fetch"]).strftime(ODATA)
        results, position = fetch_incidents(client, demisto.getLastRun().get("changed", first))
        demisto.incidents(results)
        demisto.setLastRun({"changed": position})


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

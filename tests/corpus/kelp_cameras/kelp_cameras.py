"""Kelp Site Security: intrusions at each of the sites.

Shows: one of the sites was closed, its list is refused, and no site gets any further.
"""

import json

from CommonServerPython import *


class KelpClient(BaseClient):
    def intrusions(self, site, min_id):
        return self._http_request(
            "GET", f"/sites/{site}/intrusions", params={"min_id": min_id}, retries=1
        )["intrusions"]


def collect(client, sites, state):
    for site in sites:
        for intrusion in client.intrusions(site, state.get(site, 0) + 1):
            state[site] = intrusion["id"]
            yield site, intrusion


def main():
    params = demisto.params()
    command = demisto.command()
    client = KelpClient(params["url"], headers={"X-Kelp-Key": params["apikey"]})
    try:
        if command == "fetch-incidents":
            state = demisto.getLastRun()
            incidents = []
            for site, intrusion in collect(client, argToList(params["sites"]), state):
                name = f"{site}: {intrusion['kind']} at camera {intrusion['camera']}"
                incidents.append({"name": name, "rawJSON": json.dumps(intrusion)})
            demisto.incidents(incidents)
            demisto.setLastRun(state)
    except Exception as error:
        return_error(f"Kelp: {error}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

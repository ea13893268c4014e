"""Wisteria Bot Manager: attacks by bots, asked for by number.

Shows: the highest number of no attacks at all is an error.
"""

import json

from CommonServerPython import *


class Client(BaseClient):
    def attacks(self, above):
        return self._http_request("POST", "/attacks/query", json_data={"numberAbove": above})


def highest(attacks):
    return max(attack["number"] for attack in attacks)


def fetch_incidents_command(client):
    attacks = client.attacks(int(demisto.getLastRun().get("number", 0)))
    next_run = {"number": str(highest(attacks))}
    incidents = [
        {
            "name": f"Bots on {attack['host']} ({attack['requests']} requests)",
            "occurred": attack["start"],
            "rawJSON": json.dumps(attack),
        }
        for attack in attacks
    ]
    return next_run, incidents


def main():
    params = demisto.params()
    demisto.debug(f"Command is {demisto.command()}")
    try:
        client = Client(
            base_url=params["url"],
            verify=not params.get("insecure", False),
            headers={"Authorization": f"Bearer {params['apikey']}"},
        )
        if demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents_command(client)
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Failed to execute {demisto.command()} command.\nError:\n{e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

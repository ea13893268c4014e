"""Ridgeline WAF: the code itself takes what is newer, and so many of it.

Shows: attacks of one moment that no longer fit are never taken.
"""

import json

from CommonServerPython import *


def read_attacks(client, day):
    return client._http_request("GET", "/attacks", params={"day": day}).get("attacks") or []


def newer_than(attacks, moment):
    return [attack for attack in attacks if attack["at"] > moment]


def as_incident(attack):
    return {
        "name": f"{attack['kind']} against {attack['site']}",
        "occurred": attack["at"],
        "rawJSON": json.dumps(attack),
    }


def main():
    params = demisto.params()
    client = BaseClient(params["url"], headers={"X-Ridgeline-Key": params["apikey"]})
    if demisto.command() == "test-module":
        return return_results("ok")
    started = arg_to_datetime(params["first_fetch"]).strftime("%Y-%m-%dT%H:%M:%SZ")
    last = demisto.getLastRun().get("last", started)
    batch = newer_than(read_attacks(client, last[:10]), last)
    batch = sorted(batch, key=lambda attack: attack["at"])[: int(params["max_fetch"])]
    demisto.incidents([as_incident(attack) for attack in batch])
    demisto.setLastRun({"last": batch[-1]["at"] if batch else last})


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

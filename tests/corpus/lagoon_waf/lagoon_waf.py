import json

import requests

import demistomock as demisto
from CommonServerPython import *

requests.packages.urllib3.disable_warnings()


class LagoonWAF:
    """Minimal client of the Lagoon WAF management API."""

    def __init__(self, base, secret, verify):
        self.base, self.verify = base, verify
        self.headers = {"X-Lagoon-Secret": secret}

    def attacks(self, since_epoch):
        r = requests.get(f"{self.base}/mgmt/attacks", headers=self.headers, verify=self.verify,
                         params={"since": since_epoch, "format": "json"})
        if not r.ok:
            raise ValueError(f"{r.status_code} {r.reason}")
        return [entry["attack"] for entry in r.json()["log"]["entries"]]


def to_epoch(text):
    base = datetime(1970, 1, 1)
    return int((datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S") - base).total_seconds())


def fetch_incidents(waf, last_run, hours):
    since = last_run.get("since", int((datetime.utcnow() - datetime(1970, 1, 1)).total_seconds()) - hours * 3600)
    attacks = sorted(waf.attacks(since), key=lambda a: a["when"])
    incidents = list(map(
        lambda a: {"name": "WAF attack from " + a["source"], "occurred": a["when"], "rawJSON": json.dumps(a)},
        attacks,
    ))
    if attacks:
        since = to_epoch(attacks[-1]["when"])
    return {"since": since}, incidents


def main():
    params = demisto.params()
    waf = LagoonWAF(params["url"].strip("/"), params.get("secret"), not params.get("insecure"))
    command = demisto.command()
    try:
        if command == "test-module":
            waf.attacks(0)
            demisto.results("ok")
        elif command == "fetch-incidents":
            last_run, incidents = fetch_incidents(waf, demisto.getLastRun(), int(params.get("hours", 3)))
            demisto.setLastRun(last_run)
            demisto.incidents(incidents)
    except Exception as exc:
        return_error(f"{command}: {exc}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

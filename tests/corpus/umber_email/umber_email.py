import json
import time

import demistomock as demisto
from CommonServerPython import *

RANKS = ["low", "medium", "high", "critical"]


class UmberClient(BaseClient):
    """
    Umber keeps reported mails. They are numbered in the order in which they were reported.
    """

    def __init__(self, base_url, key, verify):
        super().__init__(base_url=base_url, verify=verify)
        self.key = key

    def reports(self, after, ranks, take):
        return self._http_request(
            method="POST",
            url_suffix="/umber/reports/list",
            headers={"X-Umber": self.key, "X-Nonce": str(time.time())},
            json_data={"cursor": {"after": after}, "where": {"rank": ranks}, "take": take},
        )["reports"]


def ranks_from(lowest):
    return RANKS[RANKS.index(lowest.lower()):]


def fetch_incidents(client, params):
    after = demisto.getLastRun().get("after", 0)
    ranks = ranks_from(params.get("minimum_severity", "High"))
    take = arg_to_number(params.get("max_fetch")) or 20

    incidents = []
    for report in client.reports(after, ranks, take):
        after = max(after, report["number"])
        incidents.append({
            "name": f"Reported mail {report['number']}",
            "occurred": report["reported"],
            "severity": RANKS.index(report["rank"]) + 1,
            "rawJSON": json.dumps(report),
        })

    demisto.setLastRun({"after": after})
    return incidents


def main():
    params = demisto.params()
    client = UmberClient(params.get("url"), params.get("api_key"), not argToBoolean(params.get("insecure", "false")))
    try:
        if demisto.command() == "test-module":
            client.reports(0, RANKS, 1)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            demisto.incidents(fetch_incidents(client, params))
    except Exception as e:
        return_error(f"Umber Email could not do it: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

import asyncio
import json

import requests

import demistomock as demisto
from CommonServerPython import *

SEVERITY = {"LOW": 1, "MEDIUM": 2, "HIGH": 3}


class Hazel:
    def __init__(self, params):
        self.url = params["url"].rstrip("/") + "/cspm/findings"
        self.options = {"verify": not params.get("insecure"), "headers": {"X-Hazel-Key": params.get("key", "")}, "timeout": 30}

    def _page(self, above, skip):
        response = requests.get(self.url, params={"above": above, "skip": skip, "top": 2}, **self.options)
        response.raise_for_status()
        return response.json()["value"]

    async def pages(self, above, most):
        skip = 0
        while skip < most:
            values = await asyncio.to_thread(self._page, above, skip)
            if not values:
                return
            for value in values:
                yield value
            skip += len(values)


async def fetch(hazel, above, most):
    incidents = []
    async for finding in hazel.pages(above, most):
        if finding["state"] != "deleted":
            incidents.append({
                "name": finding.get("title") or f"Finding {finding['number']}",
                "occurred": finding["first_seen"],
                "severity": SEVERITY.get(finding.get("severity"), 0),
                "rawJSON": json.dumps(finding),
            })
        above = max(above, finding["number"])
    return above, incidents


def main():
    params = demisto.params()
    hazel = Hazel(params)
    try:
        if demisto.command() == "test-module":
            hazel._page(0, 0)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            above, incidents = asyncio.run(fetch(hazel, int(demisto.getLastRun().get("above", 0)), 4))
            demisto.setLastRun({"above": str(above)})
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Hazel CSPM: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

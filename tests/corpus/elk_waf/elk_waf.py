import json

import demistomock as demisto
from CommonServerPython import *

PAGE = 2


class ElkWafClient(BaseClient):
    def newest_first(self):
        """All events, the newest first, page by page along the links."""
        link = f"/waf/events?size={PAGE}"
        while link:
            body = self._http_request("GET", full_url=urljoin(self._base_url, link) if link.startswith("/") else link)
            yield from body["events"]
            link = body.get("next")


def rank(event):
    return event["ts"], event["event_id"]


def fetch_incidents(client, last_run, limit):
    done = tuple(last_run["done"]) if last_run.get("done") else ("", "")
    new = []
    for event in client.newest_first():
        if rank(event) <= done:
            break
        new.append(event)
    new = sorted(new, key=rank)[:limit]
    incidents = [{"name": f"WAF {event['rule']}", "occurred": event["ts"], "rawJSON": json.dumps(event)} for event in new]
    return {"done": list(rank(new[-1]) if new else done)}, incidents


def main():
    params = demisto.params()
    client = ElkWafClient(params["url"].rstrip("/"), verify=not params.get("insecure"), auth=(
        params["credentials"]["identifier"], params["credentials"]["password"]))
    try:
        if demisto.command() == "test-module":
            next(client.newest_first(), None)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents(client, demisto.getLastRun(), int(params.get("max_fetch", 3)))
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Elk WAF: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

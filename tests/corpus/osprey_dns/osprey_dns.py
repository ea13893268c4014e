import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def hits(self, since):
        return self._http_request("GET", "/v1/hits", params={"since": since})["hits"]


def to_incident(hit):
    return {"name": f"DNS hit {hit['hit_id']}", "occurred": hit["seen"], "rawJSON": json.dumps(hit)}


def fetch_incidents(client, params):
    state = demisto.getLastRun()
    since = state.get("since") or arg_to_datetime(params.get("first_fetch", "1 hour")).strftime("%Y-%m-%dT%H:%M:%SZ")
    limit = int(params.get("max_fetch") or 20)
    known = set(state.get("known", []))
    hits = [hit for hit in client.hits(since) if hit["hit_id"] not in known]
    taken = hits[:limit]
    if hits:
        since = max(hit["seen"] for hit in hits)
        known = {hit["hit_id"] for hit in hits if hit["seen"] == since}
    demisto.incidents([to_incident(hit) for hit in taken])
    demisto.setLastRun({"since": since, "known": sorted(known)})


def main():
    params = demisto.params()
    client = Client(params["url"].rstrip("/"), headers={"X-Key": params.get("apikey")})
    try:
        if demisto.command() == "test-module":
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            fetch_incidents(client, params)
    except Exception as e:
        return_error(f"Failed: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

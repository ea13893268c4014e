import json

import demistomock as demisto
from CommonServerPython import *


class DeltaClient(BaseClient):
    def blocked(self, since):
        return self._http_request("GET", "/dns/blocked", params={"since": since, "sort": "seen"}).get("queries", [])


def known_at(queries, newest, last_run):
    known = [query["qid"] for query in queries if query["seen"] == newest]
    if newest == last_run.get("seen"):
        known += [qid for qid in last_run.get("known", []) if qid not in known]
    return known


def fetch_incidents(client):
    last_run = demisto.getLastRun()
    since = last_run.get("seen") or int((datetime.utcnow() - timedelta(minutes=20) - datetime(1970, 1, 1)).total_seconds())
    queries = client.blocked(since)
    fresh = [query for query in queries if str(query["qid"]) not in map(str, last_run.get("known", []))]

    demisto.incidents([
        {"name": f"Blocked query for {query['domain']}",
         "occurred": timestamp_to_datestring(query["seen"] * 1000, is_utc=True),
         "rawJSON": json.dumps(query)}
        for query in fresh
    ])

    if fresh:
        newest = fresh[-1]["seen"]
        demisto.setLastRun({"seen": newest, "known": known_at(queries, newest, last_run)})


def main():
    params = demisto.params()
    client = DeltaClient(params["url"], verify=not params.get("insecure"), headers={"x-delta": params.get("key", "")})
    commands = {"test-module": lambda: return_results("ok" if client.blocked(0) is not None else "no answer"),
                "fetch-incidents": lambda: fetch_incidents(client)}
    try:
        commands[demisto.command()]()
    except Exception as e:
        return_error(f"Delta DNS: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

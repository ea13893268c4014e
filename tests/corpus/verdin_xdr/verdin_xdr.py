import json

import demistomock as demisto
from CommonServerPython import *

DEFAULT_LIMIT = 3


class Client(BaseClient):
    def issues(self, from_ms: int) -> list[dict]:
        request_data = {
            "filters": [{"field": "creation_time", "operator": "gt", "value": from_ms}],
            "sort": {"field": "creation_time", "keyword": "asc"},
        }
        reply = self._http_request("POST", "/public_api/issues/get", json_data={"request_data": request_data})
        return reply.get("reply", {}).get("issues", [])


def create_incident(issue: dict) -> dict:
    return {
        "name": f"Verdin issue {issue['issue_id']} - {issue['category']}",
        "occurred": timestamp_to_datestring(issue["creation_time"], is_utc=True),
        "rawJSON": json.dumps(issue),
    }


def fetch_incidents(client: Client, last_run: dict, first_fetch: datetime, limit: int):
    last_time = last_run.get("time") or int(first_fetch.timestamp() * 1000)
    issues = client.issues(last_time)
    demisto.info(f"{len(issues)} issues since {last_time}")

    creation_times = [issue["creation_time"] for issue in issues]
    last_time = max(creation_times, default=last_time)
    incidents = [create_incident(issue) for issue in issues[:limit]]
    return {"time": last_time}, incidents


def main():
    params = demisto.params()
    headers = {"x-verdin-auth-id": str(params.get("key_id")), "Authorization": params.get("apikey")}
    try:
        client = Client(base_url=params.get("url"), verify=not params.get("insecure", False), headers=headers)
        if demisto.command() == "test-module":
            client.issues(0)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents(
                client=client,
                last_run=demisto.getLastRun(),
                first_fetch=arg_to_datetime(params.get("first_fetch", "3 days"), required=True),
                limit=int(params.get("max_fetch") or DEFAULT_LIMIT),
            )
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
    except Exception as err:
        return_error(str(err))


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

"""HelloWorld Twin: keeps the newest second it has seen, and skips what is not newer.

When the limit cuts between two alerts of one second, the second one is never seen.
"""

import demistomock as demisto
from CommonServerPython import *
from CommonServerUserPython import *

DATE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class Client(BaseClient):
    def search_alerts(self, start_time, max_results):
        return self._http_request(
            "GET",
            "/get_alerts",
            params=assign_params(start_time=start_time, max_results=max_results),
        )


def fetch_incidents(client, last_run, first_fetch, max_results):
    last_fetch = int(last_run["last_fetch"]) if last_run else first_fetch
    newest = last_fetch
    incidents = []
    for alert in client.search_alerts(last_fetch, max_results):
        created = int(alert["created"])
        if created <= last_fetch:
            continue
        incidents.append(
            {
                "name": alert["name"],
                "occurred": timestamp_to_datestring(created * 1000, DATE_FORMAT),
                "rawJSON": json.dumps(alert),
            }
        )
        newest = max(newest, created)
    return {"last_fetch": str(newest)}, incidents


def main():
    params = demisto.params()
    handle_proxy()
    try:
        client = Client(
            base_url=urljoin(params.get("url"), "api/v1"),
            verify=not params.get("insecure", False),
            headers={"Authorization": f"Bearer {params.get('apikey')}"},
        )
        if demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents(
                client=client,
                last_run=demisto.getLastRun(),
                first_fetch=date_to_timestamp(arg_to_datetime(params.get("first_fetch"))) // 1000,
                max_results=arg_to_number(params.get("max_fetch"), "max_fetch"),
            )
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
    except Exception as error:
        return_error(f"Failed to execute {demisto.command()} command.\nError:\n{error}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

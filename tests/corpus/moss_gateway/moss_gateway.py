import json
from datetime import timezone

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def blocks(self, later_than):
        return self._http_request("GET", "/gw/blocks", params={"later_than": later_than})["blocks"]


def seconds(block):
    moment = datetime.fromisoformat(block["at"].replace("Z", "+00:00"))
    return round(moment.timestamp())


def fetch_incidents(client, last_run, begin):
    last = int(last_run.get("last", begin))
    incidents = []
    for block in client.blocks(last):
        last = max(last, seconds(block))
        incidents.append({"name": f"Blocked {block['host']}", "occurred": block["at"], "rawJSON": json.dumps(block)})
    return {"last": str(last)}, incidents


def main():
    params = demisto.params()
    client = Client(params["url"], verify=not params.get("insecure"), headers={"X-Moss": params.get("api_key")})
    begin = int(arg_to_datetime(params.get("first_fetch") or "1 hour").astimezone(timezone.utc).timestamp())
    try:
        if demisto.command() == "test-module":
            client.blocks(begin)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            last_run, incidents = fetch_incidents(client, demisto.getLastRun(), begin)
            demisto.setLastRun(last_run)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Moss Gateway: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

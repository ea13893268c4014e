import json

import demistomock as demisto
from CommonServerPython import *


LOOK_BACK = timedelta(minutes=10)


class Client(BaseClient):
    def detections(self, begin, end):
        body = {"filter": {"begin": begin, "end": end}}
        return self._http_request("POST", "/edr/detections", json_data=body).get("detections") or []


def iso(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def fetch_incidents(client, params):
    now = datetime.utcnow()
    last = demisto.getLastRun().get("last")
    begin = datetime.strptime(last, "%Y-%m-%dT%H:%M:%SZ") - LOOK_BACK if last else now - timedelta(hours=1)
    incidents = []
    for found in client.detections(iso(begin), iso(now)):
        incidents.append({"name": f"Detection on {found['host']}", "occurred": found["detected"], "rawJSON": json.dumps(found)})
    demisto.incidents(incidents)
    demisto.setLastRun({"last": iso(now)})


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

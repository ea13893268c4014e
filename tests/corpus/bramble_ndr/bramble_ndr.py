import json
import urllib.parse

import demistomock as demisto
from CommonServerPython import *

API_PATH = "/ndr/api/detections"


def http_get(params, path, **args):
    import requests
    url = params["url"].rstrip("/") + path + "?" + urllib.parse.urlencode(args)
    res = requests.get(url, auth=(params["credentials"]["identifier"], params["credentials"]["password"]),
                       verify=not params.get("insecure"))
    res.raise_for_status()
    return res.json()


def parse(stamp):
    return datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%f%z")


def fetch(params):
    state = demisto.getLastRun().get("state", {})
    last = state.get("time")
    if not last:
        last = (arg_to_datetime(params.get("first_fetch") or "1 hour", settings={"TIMEZONE": "UTC", "RETURN_AS_TIMEZONE_AWARE": True})
                ).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")

    reply = http_get(params, API_PATH, since=last, minRisk=params.get("min_risk", 0))
    incidents = []
    for detection in reply["detections"]:
        if parse(detection["seen"]) <= parse(last):
            demisto.debug(f"Bramble: {detection['ref']} was fetched before")
            continue
        incidents.append({
            "name": f"Bramble detection {detection['ref']} (risk {detection['risk']})",
            "occurred": detection["seen"],
            "rawJSON": json.dumps(detection),
        })
        last = detection["seen"]

    demisto.setLastRun({"state": {"time": last}})
    return incidents


def main():
    params = demisto.params()
    handlers = {
        "test-module": lambda: return_results("ok" if http_get(params, "/ndr/api/status") else "failed"),
        "fetch-incidents": lambda: demisto.incidents(fetch(params)),
    }
    try:
        handlers[demisto.command()]()
    except KeyError as missing:
        return_error(f"Unknown: {missing}")
    except Exception as e:
        return_error(str(e))


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

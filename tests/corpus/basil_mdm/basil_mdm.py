import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def devices(self):
        return self._http_request("GET", "/devices/alerts")["value"]


def split(alerts, last):
    new, old = [], []
    for alert in alerts:
        (new if alert["serial"] > last else old).append(alert)
    demisto.debug(f"{len(old)} known alerts")
    return new


def fetch_incidents(client):
    last = demisto.getLastRun().get("serial", "0")
    new = split(client.devices(), last)
    serial = max([last] + [alert["serial"] for alert in new])
    demisto.setLastRun({"serial": serial})
    return [{"name": f"Alert {alert['serial']}", "rawJSON": json.dumps(alert)} for alert in new]


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        demisto.incidents(fetch_incidents(client))

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

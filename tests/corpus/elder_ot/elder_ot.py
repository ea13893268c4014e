"""Elder OT Monitor: creates an incident as soon as it has read a page; the position comes at the end.

Shows: a later page that fails comes after the incidents of the first, which are created again.
"""

import json

from CommonServerPython import *


class ElderClient(BaseClient):
    def pages(self, since):
        query = {"since": since}
        while query:
            page = self._http_request("GET", "/alarms", params=query)
            yield page["alarms"]
            query = {"cursor": page["cursor"]} if page.get("cursor") else None


def alarm_to_incident(alarm):
    return {
        "name": f"{alarm['plc']}: {alarm['message']}",
        "occurred": timestamp_to_datestring(alarm["raised"]),
        "rawJSON": json.dumps(alarm),
    }


def fetch(client, since):
    newest = since
    for alarms in client.pages(since):
        if alarms:
            demisto.createIncidents([alarm_to_incident(alarm) for alarm in alarms])
            newest = max([newest, *(alarm["raised"] for alarm in alarms)])
    demisto.setLastRun({"newest": newest})


def main():
    params = demisto.params()
    client = ElderClient(params["url"], headers={"X-Elder": params["apikey"]}, verify=False)
    first = int(arg_to_datetime(params["first_fetch"]).timestamp() * 1000)
    if demisto.command() == "fetch-incidents":
        fetch(client, demisto.getLastRun().get("newest", first))
        demisto.incidents([])


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

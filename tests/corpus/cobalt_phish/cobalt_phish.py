"""Cobalt Phish Reports: each report needs its mail; without the mail it goes on to the next.

Shows: the mail of one report cannot be had for a moment, and the position moves past it.
"""

import json

from CommonServerPython import *

STAMP = "%Y-%m-%dT%H:%M:%SZ"


class Client(BaseClient):
    def reports(self, after):
        return self._http_request("GET", "/reports", params={"after": after})["reports"]

    def mail(self, report_id):
        return self._http_request("GET", f"/reports/{report_id}/mail")


def fetch_reports(client, position):
    incidents = []
    for report in client.reports(position):
        try:
            report["mail"] = client.mail(report["id"])
            incidents.append(
                {
                    "name": f"{report['reporter']} reported {report['mail']['subject']}",
                    "occurred": report["time"],
                    "rawJSON": json.dumps(report),
                }
            )
        except DemistoException as error:
            demisto.error(f"no mail for report {report['id']}: {error}")
        finally:
            position = report["time"]
    return incidents, position


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Cobalt-Token": params["apikey"]})
    if demisto.command() == "fetch-incidents":
        day_ago = (datetime.utcnow() - timedelta(days=1)).strftime(STAMP)
        incidents, position = fetch_reports(client, demisto.getLastRun().get("position", day_ago))
        demisto.incidents(incidents)
        demisto.setLastRun({"position": position})


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

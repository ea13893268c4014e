import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def mails(self, above):
        return self._http_request("GET", "/mails", params={"above": above})["mails"]


def severity(mail):
    try:
        return {"spam": 1, "phish": 3}[mail["verdict"]]
    except KeyError:
        return 0


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        above = demisto.getLastRun().get("above", 0)
        mails = sorted(client.mails(above), key=lambda mail: -mail["n"])
        incidents = [{"name": f"Mail {mail['n']}", "severity": severity(mail), "rawJSON": json.dumps(mail)} for mail in mails]
        demisto.incidents(incidents)
        demisto.setLastRun({"above": mails[0]["n"] if mails else above})

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

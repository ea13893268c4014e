import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def mails(self, since):
        return self._http_request("GET", "/mails", params={"since": since})["mails"]


def parsed(mail):
    try:
        from marl_eml import Message
    except Exception:
        raise DemistoException("Use a docker image that can read mails, such as demisto/marl")
    return {"name": Message(mail["eml"]).subject, "occurred": mail["at"], "rawJSON": json.dumps(mail)}


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    first = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        if demisto.command() == "fetch-incidents":
            since = demisto.getLastRun().get("since", first)
            mails = client.mails(since)
            incidents = list(map(parsed, mails))
            demisto.setLastRun({"since": mails[-1]["at"] if mails else since})
            demisto.incidents(incidents)
    except Exception as error:
        return_error(f"Failed to fetch: {error}")

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

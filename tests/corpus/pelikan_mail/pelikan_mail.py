import json

import requests

import demistomock as demisto
from CommonServerPython import *

PARAMS = demisto.params()
URL = PARAMS.get("url", "").rstrip("/") + "/rest"
VERIFY = not PARAMS.get("insecure", False)


def call(path, **query):
    response = requests.get(
        URL + path,
        params=query,
        headers={"Authorization": "Bearer " + PARAMS.get("token", "")},
        verify=VERIFY,
        timeout=30,
    )
    if response.status_code != 200:
        raise DemistoException(f"Pelikan answered {response.status_code}: {response.text}")
    return response.json()


def to_incident(mail):
    return {
        "name": "Quarantined mail: %s" % mail["subject"],
        "occurred": timestamp_to_datestring(mail["quarantinedAt"], is_utc=True),
        "rawJSON": json.dumps(mail),
    }


def fetch_incidents():
    last_run = demisto.getLastRun()
    since = last_run.get("since")
    if not since:
        since = date_to_timestamp(parse_date_range(PARAMS.get("first_fetch", "6 hours"), utc=True)[0])

    mails = call("/quarantine", since=since, count=50)["result"]["mails"]
    if mails:
        since = max(mail["quarantinedAt"] for mail in mails)

    demisto.setLastRun({"since": since})
    demisto.incidents([to_incident(mail) for mail in mails])


def main():
    try:
        command = demisto.command()
        if command == "test-module":
            call("/quarantine", count=1)
            return_results("ok")
        elif command == "fetch-incidents":
            fetch_incidents()
    except Exception as e:
        return_error(str(e))


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

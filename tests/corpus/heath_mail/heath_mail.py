import json

import requests

import demistomock as demisto
from CommonServerPython import *


class Settings:
    def __init__(self, params):
        self.root = params["url"].rstrip("/")
        self.headers = {"X-Heath": params.get("api_key", "")}
        self.verify = not params.get("insecure", False)
        self.priorities = argToList(params.get("fetch_priority")) or ["p1"]
        self.begin = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")


def condition(settings, since):
    wanted = ",".join(f"'{one}'" for one in settings.priorities)
    return f"received gt {since} and priority in ({wanted})"


def search(settings, since):
    query = {"where": condition(settings, since), "sort": "received"}
    response = requests.get(f"{settings.root}/mails", params=query, headers=settings.headers, verify=settings.verify)
    response.raise_for_status()
    return response.json()["mails"]


def fetch(settings):
    since = demisto.getLastRun().get("since", settings.begin)
    mails = search(settings, since)
    demisto.setLastRun({"since": max([since, *(mail["received"] for mail in mails)])})
    demisto.incidents([
        {"name": mail["subject"], "occurred": mail["received"], "rawJSON": json.dumps(mail)} for mail in mails
    ])


def main():
    settings = Settings(demisto.params())
    try:
        if demisto.command() == "test-module":
            search(settings, settings.begin)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            fetch(settings)
    except Exception as e:
        return_error(f"Heath Mail: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

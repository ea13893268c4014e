"""Siren Messages: never returns, asks every half minute, and keeps its place in the integration context.

An outage of the product is told to the server, and outlived. A healthy long-running integration.
"""

import json
import time

import demistomock as demisto
import requests

PAUSE_S = 30


class Client:
    def __init__(self, params):
        self.url = params["url"].rstrip("/")
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {params['token']}"
        self.session.verify = not params["insecure"]

    def messages(self, after):
        response = self.session.get(f"{self.url}/messages", params={"after": after}, timeout=20)
        response.raise_for_status()
        return response.json()


def to_incident(message):
    return {
        "name": f"Siren: {message['subject']}",
        "occurred": message["sent"],
        "dbotMirrorId": message["id"],
        "rawJSON": json.dumps(message),
    }


def poll(client):
    """Creates first and keeps the place afterwards: an error in between repeats, and loses nothing."""
    place = demisto.getIntegrationContext().get("place", "p0")
    page = client.messages(place)
    if page["messages"]:
        demisto.createIncidents([to_incident(message) for message in page["messages"]])
        demisto.setIntegrationContext({"place": page["place"]})
    demisto.updateModuleHealth({"eventsPulled": len(page["messages"])})


def listen(client):
    while True:
        try:
            poll(client)
        except requests.RequestException as error:
            demisto.updateModuleHealth(f"Siren does not answer: {error.response.status_code}", True)
        time.sleep(PAUSE_S)


def main():
    client = Client(demisto.params())
    if demisto.command() == "long-running-execution":
        listen(client)
    elif demisto.command() == "test-module":
        client.messages("p0")
        demisto.results("ok")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

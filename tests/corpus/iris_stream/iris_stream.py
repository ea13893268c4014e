"""Iris Event Stream: the product gives a token for the place in its stream, and the token is saved."""

import json

from CommonServerPython import *


class Client(BaseClient):
    def read(self, token, limit):
        params = assign_params(limit=limit, token=token)
        return self._http_request("GET", "/stream", params=params)


def fetch_incidents(client, last_run, limit):
    answer = client.read(last_run.get("token"), limit)
    incidents = [
        {"name": item["summary"], "occurred": item["ts"], "rawJSON": json.dumps(item)}
        for item in answer["items"]
    ]
    return {"token": answer["token"]}, incidents


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"Authorization": f"Bearer {params['apikey']}"})
    try:
        if demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents(
                client, demisto.getLastRun(), arg_to_number(params.get("max_fetch"))
            )
            demisto.incidents(incidents)
            demisto.setLastRun(next_run)
        elif demisto.command() == "test-module":
            client.read(None, 1)
            return_results("ok")
    except Exception as error:
        return_error(str(error))


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

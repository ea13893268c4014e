import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def tasks(self, since):
        return self._http_request("GET", "/tasks", params={"since": since})


class Checkpoint:
    key = "since"

    def load(self):
        return get_integration_context().get(self.key, "2024-12-01T00:00:00Z")

    def store(self, value):
        set_integration_context({self.key: value})


def describe(task):
    return f"{task['title']} ({task['owner']['name']})"


def main():
    params = demisto.params()
    client, checkpoint = Client(params["url"], headers={"X-Api": params.get("api_key")}), Checkpoint()
    if demisto.command() == "fetch-incidents":
        tasks = client.tasks(checkpoint.load())
        if tasks:
            checkpoint.store(tasks[-1]["created"])
        demisto.incidents([{"name": describe(task), "rawJSON": json.dumps(task)} for task in tasks])

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

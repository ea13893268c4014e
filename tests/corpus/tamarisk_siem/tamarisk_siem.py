import json

import demistomock as demisto
from CommonServerPython import *

PAGE_SIZE = 3


class Tamarisk(BaseClient):
    def query(self, start: int) -> dict:
        """Runs the saved search "offenses" for everything since `start` (epoch seconds)."""
        body = {
            "search": "offenses",
            "window": {"start": start},
            "paging": {"size": PAGE_SIZE},
        }
        return self._http_request("POST", "/api/v3/search", json_data=body)["response"]


class Fetcher:
    def __init__(self, client: Tamarisk, state: dict, default_start: int):
        self.client = client
        self.start = state.get("start", default_start)
        self.incidents: list = []

    def run(self) -> "Fetcher":
        response = self.client.query(self.start)
        for offense in response["offenses"]:
            self.incidents.append(self.build(offense))
        self.start = response["window"]["end"]
        return self

    @staticmethod
    def build(offense: dict) -> dict:
        return {
            "name": f"[{offense['rule']}] offense {offense['offense_id']}",
            "occurred": datetime.utcfromtimestamp(offense["time"]).isoformat() + "Z",
            "severity": {"low": 1, "medium": 2, "high": 3}.get(offense.get("level"), 0),
            "rawJSON": json.dumps(offense),
        }

    @property
    def state(self) -> dict:
        return {"start": self.start}


def main():
    params = demisto.params()
    command = demisto.command()
    try:
        client = Tamarisk(params["url"], verify=not params.get("insecure"),
                          headers={"Authorization": f"Token {params.get('api_token')}"})
        begin = int(arg_to_datetime(params.get("first_fetch", "30 minutes")).timestamp())
        if command == "test-module":
            client.query(begin)
            return_results("ok")
        elif command == "fetch-incidents":
            fetcher = Fetcher(client, demisto.getLastRun(), begin).run()
            demisto.setLastRun(fetcher.state)
            demisto.incidents(fetcher.incidents)
    except Exception as e:
        return_error(f"Error in {command}: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

import json
import time

import demistomock as demisto
from CommonServerPython import *

SETTLE = 180  # Fern promises that an event can be searched within three minutes


class Moment:
    """Seconds since 1970, with the arithmetic that a fetch needs."""

    def __init__(self, seconds):
        self.seconds = int(seconds)

    @classmethod
    def now(cls):
        return cls(time.time())

    def shift(self, **by):
        return Moment(self.seconds + timedelta(**by).total_seconds())

    def text(self):
        return datetime.utcfromtimestamp(self.seconds).strftime("%Y-%m-%dT%H:%M:%SZ")


class Client(BaseClient):
    def between(self, begin, end):
        number, total = 0, 1
        while number < total:
            answer = self._http_request("GET", "/cloud/events", params={
                "from": begin.text(), "until": end.text(), "page": number, "per_page": 2})
            total = answer["pages"]
            number += 1
            yield from answer["events"]


def fetch_incidents(client, last_run):
    end = Moment.now().shift(seconds=-SETTLE)
    begin = Moment(last_run["end"]) if "end" in last_run else end.shift(hours=-1)
    if end.seconds <= begin.seconds:
        return last_run, []
    incidents = [
        {"name": f"Fern {event['kind']}", "occurred": event["time"], "rawJSON": json.dumps(event)}
        for event in client.between(begin, end)
    ]
    return {"end": end.seconds}, incidents


def main():
    params = demisto.params()
    client = Client(params["url"], verify=not params.get("insecure"), headers={"X-Fern": params.get("api_key")})
    try:
        if demisto.command() == "test-module":
            list(client.between(Moment.now().shift(minutes=-1), Moment.now()))
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents(client, demisto.getLastRun())
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Fern Cloud: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

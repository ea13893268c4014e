"""Egret Feed: asks for what is new since the newest address, under a policy for feeds that send all."""

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def addresses(self, since):
        return self._http_request("GET", "/addresses", params={"since": since})["addresses"]


def to_indicator(found):
    return {
        "value": found["address"],
        "type": FeedIndicatorType.IP,
        "rawJSON": found,
        "fields": {"description": found.get("note", "")},
    }


def fetch_indicators(client, last_run):
    since = last_run.get("since") or "2000-01-01T00:00:00Z"
    found = client.addresses(since)
    newest = max([one["listed"] for one in found], default=since)
    return [to_indicator(one) for one in found], {"since": newest}


def test_module(client):
    client.addresses("2000-01-01T00:00:00Z")
    return "ok"


def main():
    params = demisto.params()
    client = Client(params["url"], verify=not params.get("insecure"))
    try:
        if demisto.command() == "test-module":
            return_results(test_module(client))
        elif demisto.command() == "fetch-indicators":
            indicators, next_run = fetch_indicators(client, get_feed_last_run())
            for some in batch(indicators, batch_size=2000):
                demisto.createIndicators(some)
            set_feed_last_run(next_run)
    except Exception as error:
        return_error(f"{demisto.command()} failed: {error}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

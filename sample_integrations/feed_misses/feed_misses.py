"""Bittern Feed: asks for what is new since the last fetch, and saves the time of the fetch."""

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


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def fetch_indicators(client, last_run):
    found = client.addresses(last_run.get("since") or "2000-01-01T00:00:00Z")
    return [to_indicator(one) for one in found]


def test_module(client):
    client.addresses(now())
    return "ok"


def main():
    params = demisto.params()
    client = Client(params["url"], verify=not params.get("insecure"))
    try:
        if demisto.command() == "test-module":
            return_results(test_module(client))
        elif demisto.command() == "fetch-indicators":
            for some in batch(fetch_indicators(client, get_feed_last_run()), batch_size=2000):
                demisto.createIndicators(some)
            set_feed_last_run({"since": now()})
    except Exception as error:
        return_error(f"{demisto.command()} failed: {error}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

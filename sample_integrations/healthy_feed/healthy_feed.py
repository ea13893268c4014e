"""Heron Feed: fetches the whole list of bad addresses every time; what it knows already is updated."""

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def addresses(self):
        return self._http_request("GET", "/addresses")["addresses"]


def to_indicator(found):
    return {
        "value": found["address"],
        "type": FeedIndicatorType.IP,
        "rawJSON": found,
        "fields": {"description": found.get("note", "")},
    }


def fetch_indicators(client):
    return [to_indicator(found) for found in client.addresses()]


def test_module(client):
    client.addresses()
    return "ok"


def main():
    params = demisto.params()
    client = Client(params["url"], verify=not params.get("insecure"))
    try:
        if demisto.command() == "test-module":
            return_results(test_module(client))
        elif demisto.command() == "fetch-indicators":
            indicators = fetch_indicators(client)
            if not indicators:  # an empty list says that the product holds none any more
                demisto.createIndicators([])
            for some in batch(indicators, batch_size=2000):
                demisto.createIndicators(some)
    except Exception as error:
        return_error(f"{demisto.command()} failed: {error}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

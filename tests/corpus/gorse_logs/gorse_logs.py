import json

import demistomock as demisto
from CommonServerPython import *

QUERY = """query Findings($from: Int!, $first: Int!, $after: String) {
  findings(from: $from, first: $first, after: $after) { total edges { node { number found title } } pageInfo { endCursor hasNextPage } }
  clock
}"""


class Client(BaseClient):
    def graph(self, **variables):
        reply = self._http_request("POST", "/graphql", json_data={"query": QUERY, "variables": variables})
        if reply.get("errors"):
            raise DemistoException(reply["errors"])
        return reply["data"]


def nodes(connection):
    return [edge["node"] for edge in connection["edges"]]


def fetch_incidents(client, last_run, begin, first):
    data = client.graph(**{"from": last_run.get("from", begin), "first": first})
    incidents = [
        {"name": node["title"], "occurred": timestamp_to_datestring(node["found"] * 1000, is_utc=True), "rawJSON": json.dumps(node)}
        for node in nodes(data["findings"])
    ]
    return {"from": data["clock"]}, incidents


def main():
    params = demisto.params()
    client = Client(params["url"], verify=not params.get("insecure"), headers={"Authorization": params.get("api_key")})
    begin = int(arg_to_datetime(params.get("first_fetch") or "1 hour").timestamp())
    first = arg_to_number(params.get("max_fetch")) or 2
    try:
        if demisto.command() == "test-module":
            client.graph(**{"from": begin, "first": 1})
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            last_run, incidents = fetch_incidents(client, demisto.getLastRun(), begin, first)
            demisto.setLastRun(last_run)
            demisto.incidents(incidents)
    except Exception as e:
        return_error(f"Gorse Logs: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

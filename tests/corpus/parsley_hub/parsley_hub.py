import json

import demistomock as demisto
from CommonServerPython import *

LISTS = ["alerts", "audits", "logins"]


class Client(BaseClient):
    def listed(self, what, after):
        return self._http_request("GET", f"/hub/{what}", params={"after": after})[what]


def fetch_incidents(client):
    state = demisto.getLastRun() or {"turn": 0, "after": {}}
    what = LISTS[state["turn"] % len(LISTS)]
    rows = client.listed(what, state["after"].get(what, 0))
    after = {**state["after"], what: max([state["after"].get(what, 0), *(row["nr"] for row in rows)])}
    demisto.setLastRun({"turn": state["turn"] + 1, "after": after})
    demisto.incidents([{"name": f"{what} {row['nr']}", "occurred": row["at"], "rawJSON": json.dumps(row)} for row in rows])


def main():
    params = demisto.params()
    client = Client(params["url"], verify=not params.get("insecure"), headers={"X-Parsley": params.get("api_key")})
    try:
        if demisto.command() == "test-module":
            client.listed("alerts", 0)
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            fetch_incidents(client)
    except Exception as e:
        return_error(f"Parsley Hub: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

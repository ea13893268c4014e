"""What the benchmarks run: a thin integration, and one of HelloWorld's size, with one exchange a cycle."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ALERT = {"alert_id": "7", "name": "an alert", "created": 1, "severity": "High"}
BODY = json.dumps([ALERT])
PARAMS: dict[str, Any] = {
    "url": "https://probe.example.com",
    "apikey": "0123456789abcdef",
    "insecure": True,
    "first_fetch": "3 days",
    "max_fetch": "10",
}
SIZED_PARAMS = {**PARAMS, "proxy": False, "min_severity": "Low"}
VENDOR = f"""
class Vendor:
    def handle(self, request, now):
        return {{"body": {BODY!r}, "headers": {{"Content-Type": "application/json"}}}}
"""
_CLIENT = '''
class Client(BaseClient):
    """Talks to the service."""

    def search_alerts(self, start_time, max_results):
        return self._http_request(
            "GET", "/get_alerts", params={"start_time": start_time, "max_results": max_results}
        )


def fetch_incidents(client, last_run, first_fetch, max_results):
    last_fetch = int(last_run.get("last_fetch", first_fetch))
    newest, incidents = last_fetch, []
    for alert in client.search_alerts(last_fetch, max_results):
        created = int(alert["created"])
        if created <= last_fetch:
            continue
        incidents.append({"name": alert["name"], "rawJSON": json.dumps(alert)})
        newest = max(newest, created)
    return {"last_fetch": str(newest)}, incidents


def main():
    params = demisto.params()
    first = arg_to_datetime(params["first_fetch"], "First fetch time", required=True)
    demisto.debug(f"Command being called is {demisto.command()}")
    try:
        client = Client(
            base_url=params["url"] + "/api/v1",
            verify=not params["insecure"],
            headers={"Authorization": f"Bearer {params['apikey']}"},
            proxy=params.get("proxy", False),
        )
        if demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents(
                client, demisto.getLastRun(), int(first.timestamp()), int(params["max_fetch"])
            )
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
    except Exception as error:
        return_error(f"Failed to execute: {error}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
'''
_THIN = """
from datetime import datetime, timedelta, timezone
import requests


def fetch_incidents(params, last_run):
    ago = datetime.now(timezone.utc) - timedelta(days=3)
    last_fetch = int(last_run.get("last_fetch", ago.timestamp()))
    response = requests.get(
        params["url"] + "/api/v1/get_alerts",
        params={"start_time": last_fetch, "max_results": params["max_fetch"]},
        headers={"Authorization": f"Bearer {params['apikey']}"},
        verify=not params["insecure"],
        timeout=60,
    )
    response.raise_for_status()
    newest, incidents = last_fetch, []
    for alert in response.json():
        created = int(alert["created"])
        if created > last_fetch:
            incidents.append({"name": alert["name"], "rawJSON": json.dumps(alert)})
            newest = max(newest, created)
    return {"last_fetch": str(newest)}, incidents


def main():
    params = demisto.params()
    if demisto.command() == "fetch-incidents":
        next_run, incidents = fetch_incidents(params, demisto.getLastRun())
        demisto.setLastRun(next_run)
        demisto.incidents(incidents)


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
"""
_COMMAND = '''
def command_{number}(client, args):
    """One of many commands that a fetch never calls, with a docstring of some length: what it does, what
    it takes and what it gives, as such integrations have it."""
    table = {{"id": args.get("id"), "name": args.get("name"), "number": {number}}}
    found = [item for item in (args.get("items") or []) if item.get("id") == table["id"]]
    if not found:
        raise ValueError(f"nothing of number {number} was found for {{table}}")
    return CommandResults(
        readable_output=tableToMarkdown("Items", found),
        outputs_prefix="Probe.Item{number}",
        outputs_key_field="id",
        outputs=found,
    )
'''
_YML = """\
commonfields: {id: Sized, version: -1}
name: Sized
configuration:
- {name: url, display: Server URL, type: 0, required: true}
- {name: apikey, display: API Key, type: 4, required: true}
- {name: first_fetch, display: First fetch, type: 0}
- {name: max_fetch, display: Max, type: 0}
- {name: insecure, display: Insecure, type: 8}
- {name: proxy, display: Proxy, type: 8}
- {name: min_severity, display: Severity, type: 0}
script: {type: python, subtype: python3, script: '-', isfetch: true, commands: []}
"""


@dataclass(frozen=True)
class Subject:
    """``code`` is its file; ``content`` a checkout that it needs, None for none."""

    name: str
    code: Path
    params: dict[str, Any]
    content: str | None = None


def thin(folder: Path) -> Subject:
    """Forty lines on requests alone."""
    home = _written(folder, "Thin", "import demistomock as demisto\nimport json\n" + _THIN)
    return Subject("thin", home / "Thin.py", PARAMS)


def _written(folder: Path, name: str, code: str) -> Path:
    home = folder / name
    home.mkdir(exist_ok=True)
    (home / f"{name}.py").write_text(code, encoding="utf-8")
    (home / f"{name}.yml").write_text(_YML.replace("Sized", name), encoding="utf-8")
    return home


def sized(folder: Path) -> Subject:
    """About 1,400 lines on the embedded CommonServerPython; the real one where there is a checkout."""
    content = os.environ.get("XFETCH_CONTENT")
    if content:
        code = Path(content) / "Packs/HelloWorld/Integrations/HelloWorld/HelloWorld.py"
        return Subject("HelloWorld itself", code, SIZED_PARAMS, content)
    commands = "".join(_COMMAND.format(number=number) for number in range(90))
    head = "import demistomock as demisto\nfrom CommonServerPython import *\nimport json\n"
    home = _written(folder, "Sized", head + commands + _CLIENT)
    return Subject("of HelloWorld's size", home / "Sized.py", SIZED_PARAMS)

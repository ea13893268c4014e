"""Whole runs of integrations that use other clients than requests: the same inline and in a child."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.emulator import worlds
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.settings.isolation import Isolation

BOTH = pytest.mark.parametrize("isolation", [Isolation(), Isolation("process")])
VENDOR = """
    class Vendor:
        def __init__(self):
            self.count = 0

        def handle(self, request, now):
            self.count += 1
            if self.count % 3:
                return {"status": 503, "headers": {"Retry-After": "30"}}
            return [{"id": self.count}]
"""
CLIENTS = {
    "urllib": """
        import urllib.request, urllib.error
        for _ in range(3):
            try:
                found = json.load(urllib.request.urlopen('https://probe.example.com/a'))
                break
            except urllib.error.HTTPError as error:
                time.sleep(int(error.headers['Retry-After']))
        demisto.incidents([{'name': str(found)}])
    """,
    "httpx": """
        import httpx
        with httpx.Client(base_url='https://probe.example.com') as client:
            while (response := client.get('/a')).status_code != 200:
                time.sleep(int(response.headers['Retry-After']))
        demisto.incidents([{'name': str(response.json())}])
    """,
    "aiohttp": """
        import aiohttp, asyncio
        async def ask():
            async with aiohttp.ClientSession() as session:
                while True:
                    async with session.get('https://probe.example.com/a') as response:
                        if response.status == 200:
                            return await response.json()
                    await asyncio.sleep(int(response.headers['Retry-After']))
        demisto.incidents([{'name': str(asyncio.run(ask()))}])
    """,
    "requests": """
        import requests
        from requests.adapters import HTTPAdapter
        from urllib3.util.retry import Retry

        class Client:
            def __init__(self):
                self.session = requests.Session()
                retry = Retry(total=5, backoff_factor=1, status_forcelist=[503])
                self.session.mount('https://', HTTPAdapter(max_retries=retry))

            def ask(self):
                return self.session.get('https://probe.example.com/a').json()

        demisto.incidents([{'name': str(Client().ask())}])
    """,
}


def _run(folder: Path, body: str, isolation: Isolation, **changes: Any) -> Outcome:
    vendor = worlds.vendor(folder, VENDOR)
    home = worlds.write(folder, body)
    return worlds.run(home, 3, vendor_file=vendor, isolation=isolation, **changes)


@BOTH
@pytest.mark.parametrize("name", CLIENTS)
def test_retries_really_happen_and_really_wait(
    tmp_path: Path, name: str, isolation: Isolation
) -> None:
    outcome = _run(tmp_path, CLIENTS[name], isolation, interval_s=600)
    for number, run in enumerate(outcome.runs, 1):
        assert run.status == "ok", run.message
        assert [incident["name"] for incident in run.incidents] == [f"[{{'id': {3 * number}}}]"]
        exchanges = run.record.exchanges
        assert [exchange.status for exchange in exchanges] == [503, 503, 200]
        assert all(exchange.line and exchange.line.file == "Probe.py" for exchange in exchanges)
        assert (run.pulled_at - run.at).total_seconds() == pytest.approx(60.6, abs=0.001)
        assert run.slept_s == pytest.approx(60.0, abs=0.001)


@BOTH
@pytest.mark.parametrize("name", CLIENTS)
def test_without_a_vendor_the_first_request_ends_the_run(
    tmp_path: Path, name: str, isolation: Isolation
) -> None:
    home = worlds.write(tmp_path, CLIENTS[name])
    outcome = worlds.run(home, 3, isolation=isolation)
    assert outcome.stop == "not answered"
    assert outcome.exit_code() == 4
    assert {(attempt.kind, attempt.target) for attempt in outcome.dossier.attempts} == {
        ("http", "GET https://probe.example.com/a")
    }

"""BaseClient's retries, on the embedded CommonServerPython and on the one of a checkout.

They stand on ``https://`` only (observed in code), and are urllib3's own: they really happen, below them
the vendor is asked each time, and their back-off takes simulated time.
"""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from tests.emulator import worlds
from xfetch.emulator.judging.outcome import Outcome

INTEGRATION = """
    import demistomock as demisto
    from CommonServerPython import *


    class Client(BaseClient):
        def alerts(self):
            return self._http_request(
                'GET', '/alerts', retries=4, status_list_to_retry=[503], backoff_factor=5
            )


    def main():
        params = demisto.params()
        client = Client(base_url=params['url'], verify=%s, proxy=False)
        if demisto.command() == 'fetch-incidents':
            demisto.incidents([{'name': str(client.alerts())}])


    main()
"""
VENDOR = """
    class Vendor:
        def __init__(self):
            self.count = 0

        def handle(self, request, now):
            self.count += 1
            return {"status": 503} if self.count % 4 else {"json": [self.count]}
"""


@pytest.fixture(params=["embedded", "checkout"])
def common_server(request: pytest.FixtureRequest) -> dict[str, Any]:
    pytest.importorskip("dateparser", reason="CommonServerPython imports it")
    if request.param == "embedded":
        return {"common_server": "embedded"}
    content = os.environ.get("XFETCH_CONTENT")
    if not content:
        pytest.skip("XFETCH_CONTENT names no checkout of the content repository")
    return {"content_variable": content}


def _run(folder: Path, common_server: dict[str, Any], scheme: str, verify: str) -> Outcome:
    home = worlds.write_raw(folder, INTEGRATION % verify)
    vendor = worlds.vendor(folder, VENDOR)
    params = {"url": f"{scheme}://probe.example.com"}
    changes = {"vendor_file": vendor, "params": params, "interval_s": 600}
    return worlds.run(home, 2, **changes, **common_server)


@pytest.mark.parametrize("verify", ["True", "False"])
def test_https_is_retried_and_waits_on_the_clock(
    tmp_path: Path, common_server: dict[str, Any], verify: str
) -> None:
    began = perf_counter()
    outcome = _run(tmp_path, common_server, "https", verify)
    assert perf_counter() - began < 60
    for number, run in enumerate(outcome.runs, 1):
        assert run.status == "ok", run.message
        assert [incident["name"] for incident in run.incidents] == [f"[{4 * number}]"]
        assert [exchange.status for exchange in run.record.exchanges] == [503, 503, 503, 200]
        # No wait before the first retry, then 5 × 2 and 5 × 4 seconds; each exchange takes 0.2.
        assert run.slept_s == pytest.approx(30.0)
        assert (run.pulled_at - run.at).total_seconds() == pytest.approx(30.8)


def test_http_is_not_retried(tmp_path: Path, common_server: dict[str, Any]) -> None:
    outcome = _run(tmp_path, common_server, "http", "True")
    for run in outcome.runs:
        assert run.status == "error"
        assert [exchange.status for exchange in run.record.exchanges] == [503]

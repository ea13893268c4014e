"""What a customer's debug log brings into a new scenario."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from tests.emulator.recording.test_debug_log import LOG
from xfetch.emulator.integration.manifest import Manifest
from xfetch.emulator.integration.parameter import Parameter
from xfetch.emulator.recording.debug_log import parse_debug_log
from xfetch.emulator.request.request import InstanceParams, Request
from xfetch.emulator.starter.endpoint import Endpoint
from xfetch.emulator.starter.from_log import log_lines, with_log

FILE = Path("logs/fetch-incidents.log")


def test_its_parameters_and_its_time_begin_the_scenario() -> None:
    names = ("url", "credentials", "max_fetch", "apikey")
    encrypted = Parameter("keywords", 4)
    plain = (Parameter(name, 0) for name in names)
    manifest = Manifest("a", "a", parameters=(*plain, encrypted))
    given = Request(target=Path("Acme.py"), instance=InstanceParams({"max_fetch": "3"}))
    request = with_log(given, parse_debug_log(LOG), manifest, FILE)
    assert request.instance.params == {
        "url": "https://api.heron.example",
        "credentials": {"identifier": "svc"},
        "max_fetch": "3",
    }
    assert request.instance.origins["url"] == "--from logs/fetch-incidents.log"
    assert request.scenario.start == datetime(2024, 3, 5, 10, 15, 1, tzinfo=timezone.utc)


def test_the_file_says_what_the_log_asked_and_in_which_windows() -> None:
    log = parse_debug_log(LOG)
    routes = [Endpoint("GET", "/api/alerts", login=False, asked={})]
    assert list(log_lines(log, FILE, routes)) == [
        "# Parameters and start are those of fetch-incidents.log of the instance Heron_prod,"
        " 2024-03-05 10:15:01 UTC.",
        "# It asked:",
        "#   GET /api/alerts?since=2024-03-03T10:15:01Z&api_token=********",
        "#     since: 2d before the log",
        '#   POST /api/it\'s {"from": 1709453701, "secret": "********", "ids": ["x"]}',
        "#     from: 2d2h before the log",
        "# The scenario has no route for POST /api/it's: the code did not ask it here.",
    ]
    empty = replace(log, requests=(), at=None, instance="")
    assert list(log_lines(empty, FILE, routes)) == [
        "# Parameters and start are those of fetch-incidents.log."
    ]

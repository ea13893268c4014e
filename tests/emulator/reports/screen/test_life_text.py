"""The lines of an event's life."""

from __future__ import annotations

import json

import pytest

from tests.emulator.judging.verdict.worlds import at, event, fetch
from xfetch.emulator.judging.dossier import ClockFacts, Dossier, IntegrationFacts, Setting
from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.judging.life import EventLife
from xfetch.emulator.judging.lives import lives_of
from xfetch.emulator.judging.outcome import Outcome, outcome_of
from xfetch.emulator.judging.run_facts import RunFacts
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.record.product_event import VendorEvent
from xfetch.emulator.reports.screen.life_text import life_lines
from xfetch.emulator.reports.screen.styled import UNBOUNDED, plain

LONG = f"https://x/alerts?since=2023-12-31T23:59:00Z&fields={'y' * 90}"


def outcome(truth: list[VendorEvent], *fetches: FetchRun) -> Outcome:
    dossier = Dossier(
        integration=IntegrationFacts("Acme", "Acme", "Acme.py", "fetch-incidents", "", {}),
        clock=ClockFacts(at(0), 60, len(fetches), "UTC"),
        setting=Setting("scenario", (), {}, {}),
        facts=RunFacts(Identity("", in_raw=False, in_incident=True)),
        stop="complete",
        id_field="id",
        truth=truth,
    )
    return outcome_of(dossier, fetches, lambda lines: {})


def life(of: Outcome, name: str) -> EventLife:
    return lives_of(of.runs, of.judgement, of.dossier.truth, [name])[name]


@pytest.mark.parametrize("width", [60, 80, UNBOUNDED])
def test_a_request_is_a_whole_line(width: int) -> None:
    got = json.dumps([{"id": "1"}])
    again = fetch(2, url=LONG, answers=[got])
    run = outcome([event("1", -5)], fetch(1, "1", url=LONG, answers=[got]), again)
    lines = [plain(line) for line in life_lines(run, life(run, "1"), width)]
    request = f"      GET {LONG.removeprefix('https://x')}"
    assert lines.count(request) == 2
    if width != UNBOUNDED:
        assert all(len(line) <= width for line in lines if line != request)


def test_what_came_again_in_vain_is_said_beside_its_answer() -> None:
    got = json.dumps([{"id": "1"}])
    again = fetch(2, url=LONG, answers=[got])
    run = outcome([event("1", -5)], fetch(1, "1", url=LONG, answers=[got]), again)
    lines = [plain(line) for line in life_lines(run, life(run, "1"), UNBOUNDED)]
    assert lines == [
        "event 1  created in cycle 1",
        "  12-31 23:59:55           created, visible at once",
        "  00:00:01        cycle 1  asked from 12-31 23:59:00 -> 200, it alone",
        f"      GET {LONG.removeprefix('https://x')}",
        "  00:00:01        cycle 1  incident created",
        "  00:01:01        cycle 2  asked from 12-31 23:59:00 -> 200, it alone;"
        " created before, in cycle 1",
        f"      GET {LONG.removeprefix('https://x')}",
    ]

"""A finding about what a fetch asked for names the line that computed it, not the one that sent it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.emulator.judging.diagnosis.scenes import FILE, fetch, request
from xfetch.emulator.judging.diagnosis.diagnose import explained
from xfetch.emulator.judging.finding import INFO, Finding
from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.record.entries import Line
from xfetch.emulator.record.trace import ASSIGN, SENT, TO_KEY, Shown, Step, Trace

SENDER = Line(FILE, 9)
URL = "https://a.example/x?start_time=2023-12-25T00:00:00Z&limit=4"


def made(number: int, name: str, text: str, value: str, then: str = "") -> Step:
    return Step(Line(FILE, number), ASSIGN, text, name, then, (Shown(text, value),), frame=1)


BEGIN = made(3, "start", "now - timedelta(days=7)", "2023-12-25 00:00:00+00:00")
WRITTEN = made(4, "start_time", "start.isoformat()", "'2023-12-25T00:00:00Z'")
MORE = made(6, "fetch_limit", "fetch_limit += 1", "4")
COPIED = made(7, "limit", "fetch_limit", "4")
OTHER = made(8, "created", "len(alerts)", "4")
BODY = made(8, "limit", "limit", "4", TO_KEY)


@pytest.mark.parametrize(
    ("rule", "limit", "steps", "line"),
    [
        ("XF303", 3, (BEGIN, WRITTEN), "a.py:3"),
        ("XF303", 3, (), "a.py:9"),
        ("XF117", 3, (MORE, COPIED, OTHER, BODY), "a.py:6"),
        ("XF117", 3, (OTHER, BODY), "a.py:9"),
        # The fetch asked for no more than the limit: the line that sends the incidents has to cut them.
        ("XF117", 4, (MORE, COPIED), "a.py:9"),
        # The product has pages of another size: the same.
        ("XF117", 1, (MORE, COPIED), "a.py:9"),
    ],
)
def test_the_line_that_computed_what_was_asked_for(
    rule: str, limit: int, steps: tuple[Step, ...], line: str
) -> None:
    sent = Step(SENDER, SENT, "get(url)", "1")
    run = fetch(1, replace(request(1), url=URL))
    found = Finding(rule, "a-name", INFO, 1, "it asks so", {"limit": limit}, SENDER)
    identity = Identity("id", True, False)
    trace = Trace(1, (*steps, sent))
    ((told,), _) = explained([found], [run], identity, (), lambda wanted, runs: {1: trace})
    assert str(told.line) == line
    assert (("seen", SENDER) in told.places) == (line != "a.py:9")

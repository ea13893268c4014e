"""The cause of a request that asks for everything since 1970 is the line whose value is zero."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.emulator.judging.diagnosis.scenes import FILE, fetch, request
from xfetch.emulator.judging.diagnosis.diagnose import explained
from xfetch.emulator.judging.diagnosis.failing import failing
from xfetch.emulator.judging.diagnosis.scene import Scene
from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.judging.judge import judge
from xfetch.emulator.judging.verdict.passage import passage_of
from xfetch.emulator.judging.verdict.positions import positions_of
from xfetch.emulator.record.entries import Line
from xfetch.emulator.record.fetch_run import Failure, FetchRun
from xfetch.emulator.record.trace import ASSIGN, SENT, Shown, Spot, Step, Trace

_WAY = (Spot(Line(FILE, 9), "answer = get(url)"), Spot(Line(FILE, 5), "search(since, 50)"))


def _asking() -> FetchRun:
    sent = replace(request(1), url="https://a.example/x?updated_after=0&limit=50")
    return fetch(1, sent)


def _zero(number: int, name: str, text: str) -> Step:
    return Step(Line(FILE, number), ASSIGN, text, name, values=(Shown(text, "0", "int"),))


def _cause_line(*steps: Step) -> str:
    trace = Trace(1, (*steps, Step(Line(FILE, 9), SENT, "", "1", way=_WAY)))
    run = _asking()
    (found,) = (one for one in judge([run]).findings if one.rule == "XF301")
    identity = Identity("id", True, False)
    ((told,), _) = explained([found], [run], identity, (), lambda wanted, runs: {1: trace})
    assert told.cause is not None
    assert told.cause.code == "asks-since-1970"
    assert told.remedy == "declare first_fetch in the yml, and begin there in a first run"
    return str(told.line)


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        ([_zero(3, "since", 'int(last.get("at", 0))')], "a.py:3"),
        # Another zero is no start.
        ([_zero(3, "since", 'int(last.get("at", 0))'), _zero(4, "offset", "0")], "a.py:3"),
        # A product of zero is zero because of its part.
        ([_zero(2, "last", 'last.get("at", 0)'), _zero(3, "since", "last * 1000")], "a.py:2"),
        # Without a trace of it: the line that decides what is asked.
        ([], "a.py:5"),
    ],
)
def test_the_line_that_makes_the_zero(steps: list[Step], line: str) -> None:
    assert _cause_line(*steps) == line


@pytest.mark.parametrize(
    ("cause", "value", "fits"),
    [
        ("KeyError: 'since'", "{'until': 1}", True),
        ("TypeError: unsupported operand type(s): 'NoneType' and 'int'", "None", True),
        ("ValueError: invalid literal for int() with base 10: '3 days'", "'3 days'", False),
    ],
)
def test_the_remedy_of_a_crash_fits_what_crashed(cause: str, value: str, fits: bool) -> None:
    why = Failure(cause, cause=cause, cause_line=Line(FILE, 3), values=(Shown("since", value),))
    run = replace(fetch(1), status="error", failure=why)
    passages = {1: passage_of(run, frozenset(), "id", positions_of([run]))}
    told = failing(Scene("", {}, Identity("id", True, False), {1: run}, passages, {}), "XF302", 1)
    assert told.code == "first-run-crashes"
    assert (told.remedy == "") is fits

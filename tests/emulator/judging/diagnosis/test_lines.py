"""Which line asked, and which condition ended a fetch before it asked for the rest."""

from __future__ import annotations

import pytest

from xfetch.emulator.judging.diagnosis.lines import caller, ended_by
from xfetch.emulator.record.entries import Line
from xfetch.emulator.record.trace import SENT, TEST, Spot, Step, Trace


def sent(*way: str) -> Step:
    spots = tuple(Spot(Line("a.py", number), text) for number, text in enumerate(way, 1))
    return Step(spots[0].line, SENT, spots[0].text, "1", way=spots)


def true(text: str, then: str, outcome: str = "true") -> Step:
    return Step(Line("a.py", 9), TEST, text, outcome, then)


PULLS = sent("return get(x)", "found = risks.pull() or audits.pull()", "main()")
EITHER = "risks.pull() or audits.pull()"


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ((PULLS, true("room <= 0", "break")), "room <= 0"),
        ((PULLS, true("room <= 0", "break", "false")), None),
        ((PULLS, true(EITHER, "or")), EITHER),
        # Alternatives that sent nothing did not end the requests.
        ((PULLS, true('row.get("a") or row.get("b")', "or")), None),
        ((sent("get(x)", "row = next(r for r in rows if r)"), true("r", "first")), "r"),
        ((PULLS, true("rows", "return"), sent("get(y)")), None),
    ],
)
def test_the_condition_that_ended_the_requests(steps: tuple[Step, ...], text: str | None) -> None:
    found = ended_by(Trace(1, steps))
    assert (found.text if found is not None else None) == text


HELPERS = (
    "requests.get(url)",
    "return send(requests.get, url)",
    'rows = get("/alerts", since=since)',
)


@pytest.mark.parametrize(
    ("way", "number"),
    [
        ((*HELPERS, "fetch_incidents()"), 3),
        # No line writes the path, or only one that is not in the fetch.
        ((*HELPERS[:2], "rows = alerts(since)", "fetch_incidents()"), 2),
        ((*HELPERS[:2], "fetch_incidents()", HELPERS[2]), 2),
        ((*HELPERS[:1], "fetch_incidents()"), 1),
    ],
)
def test_of_helper_functions_the_line_counts_that_writes_the_path(
    way: tuple[str, ...], number: int
) -> None:
    spot = caller(sent(*way).way, "/v1/alerts")
    assert spot is not None
    assert spot.line.number == number

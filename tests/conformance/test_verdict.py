"""How a run's report and complaint become a class."""

from __future__ import annotations

from typing import Any

import pytest

from .again import Again, read
from .anyone import names_in, value_of
from .ran import Ran
from .verdict import (
    CLEAN,
    CODE,
    LIBRARY,
    PARAMETER,
    REFUSED,
    REQUEST,
    TIMEOUT,
    XFETCH,
    Verdict,
    verdict_of,
)


def cycle(number: int, status: str = "ok", message: str = "Completed") -> dict[str, Any]:
    return {"cycle": number, "status": status, "message": message}


def report(
    *cycles: dict[str, Any],
    requests: tuple[dict[str, Any], ...] = (),
    attempts: tuple[dict[str, Any], ...] = (),
) -> dict[str, Any]:
    parameters = [{"name": "project_key", "type": 0, "required": False}]
    return {
        "cycles": list(cycles),
        "stop": "complete",
        "record": {
            "requests": list(requests),
            "attempts": list(attempts),
            "manifest": {"parameters": parameters},
        },
    }


def failed(message: str, status: str = "error") -> Ran:
    return Ran(1, "", report(cycle(1, status, message)))


GET = {"cycle": 1, "method": "GET", "url": "https://x.example.com/a?b=1"}


@pytest.mark.parametrize(
    ("ran", "kind", "detail"),
    [
        (Ran(0, "", report(cycle(1), cycle(2))), CLEAN, "2 cycles"),
        (Ran(0, "", report(cycle(1), requests=(GET,))), REQUEST, "GET https://x.example.com/a"),
        (
            Ran(4, "", report(cycle(1, "error"), attempts=({"kind": "dns", "target": "x"},))),
            REQUEST,
            "dns x",
        ),
        (
            Ran(4, "", report(cycle(1), attempts=({"kind": "http", "target": "GET http://x?y"},))),
            REQUEST,
            "GET http://x",
        ),
        (failed("Error: no project_key"), PARAMETER, "no project_key"),
        (failed("Error: You must give a region"), PARAMETER, "You must give a region"),
        (failed("Error: KeyError: 'x'"), CODE, "KeyError: 'x'"),
        (failed("It failed.\n\nError: at 0x7fcdea1"), CODE, "It failed. Error: at 0x…"),
        (failed("x (/a/b/site-packages/c.py)"), CODE, "x (site-packages/c.py)"),
        (failed("killed at its timeout", "timeout"), TIMEOUT, "killed at its timeout"),
        (Ran(None, "", None), TIMEOUT, "no end within the real time limit"),
        (Ran(2, "error: --param: no", None), PARAMETER, "--param: no"),
        (
            Ran(3, "error: a.py:1: the integration imports `b`", None),
            LIBRARY,
            "a.py:1: the integration imports `b`",
        ),
        (Ran(3, "error: a.py:1: it imports `b`", None), LIBRARY, "a.py:1: it imports `b`"),
        (Ran(3, "error: a.py: Python 2 code", None), REFUSED, "a.py: Python 2 code"),
        (Ran(3, "error: xfetch itself failed: X", None), XFETCH, "xfetch itself failed: X"),
        (Ran(-11, "", None), XFETCH, "exit code -11: "),
        (Ran(1, "Traceback (most recent call last):", report(cycle(1))), XFETCH, None),
    ],
)
def test_every_end_has_its_class(ran: Ran, kind: str, detail: str | None) -> None:
    verdict = verdict_of(ran)
    assert verdict.kind == kind
    assert detail is None or verdict.detail == detail


def test_a_first_request_ranks_above_all_else() -> None:
    kinds = [XFETCH, CODE, PARAMETER, CLEAN, REQUEST]
    assert sorted(kinds, key=lambda kind: Verdict(kind).rank) == kinds[::-1]


def test_a_second_cycle_is_held_to_the_first() -> None:
    twice = report(cycle(1), cycle(2), requests=(GET, {**GET, "cycle": 2}))
    assert read(Ran(0, "", twice)) == Again("ok", "ok", (1, 1))
    assert read(Ran(0, "", twice)).kept
    worse = read(Ran(1, "", report(cycle(1), cycle(2, "error", "Error: gone"))))
    assert worse == Again("ok", "error", (0, 0), "gone")
    assert not worse.kept


def test_failing_alike_counts_only_when_something_was_asked_again() -> None:
    both = (cycle(1, "error"), cycle(2, "error"))
    assert read(Ran(1, "", report(*both, requests=(GET, {**GET, "cycle": 2})))).kept
    assert not read(Ran(1, "", report(*both, requests=(GET,)))).kept


def test_the_names_that_code_looks_for() -> None:
    code = "a['x']\nb.get('y', [])\nc[0]\nd.get(name)\ne.pop('z')"
    assert names_in(code) == ["x", "y"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("alerts", []), ("total_count", 0), ("expires_in", 3600), ("next", None), ("id", "1")],
)
def test_a_name_says_what_stands_under_it(name: str, value: object) -> None:
    assert value_of(name) == value

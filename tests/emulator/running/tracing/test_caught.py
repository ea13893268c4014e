"""What instrumented code tells of the exceptions that it catches."""

from __future__ import annotations

from tests.emulator.running.tracing.test_instrument import traced
from xfetch.emulator.record.trace import CAUGHT
from xfetch.emulator.running.tracing.instrument import PROBE, instrumented
from xfetch.emulator.running.tracing.probe import Silent, watching


def caught(text: str) -> list[tuple[int, str, str]]:
    steps = traced(text, ())[1]
    return [(one.line.number, one.outcome, one.text) for one in steps if one.kind == CAUGHT]


def test_a_caught_exception_is_told_with_the_line_that_raised_it() -> None:
    text = """
def read(row):
    return row["mail"]
try:
    int("5")
    read({})
except (ValueError, KeyError) as error:
    out = str(error)
"""
    assert caught(text) == [(3, "KeyError", "KeyError('mail')")]


def test_a_bare_except_and_what_raises_nothing() -> None:
    assert caught("try:\n    1 / 0\nexcept:\n    pass")[0][:2] == (2, "ZeroDivisionError")
    assert caught("try:\n    out = 1\nexcept Exception:\n    out = 2") == []


def test_an_exception_that_is_raised_again_is_told_twice() -> None:
    inner = "    try:\n        [][0]\n    except IndexError:\n        raise\n"
    told = caught(f"try:\n{inner}except LookupError as error:\n    out = error")
    assert [one[:2] for one in told] == [(3, "IndexError")] * 2


def test_code_that_is_not_traced_now_catches_its_errors_as_before() -> None:
    """A long-running command runs the same code in fetches of which no trace is wanted."""
    code, _ = instrumented("try:\n    1 / 0\nexcept ZeroDivisionError:\n    out = 1", "code.py")
    names: dict[str, object] = {}
    with watching(Silent()):
        exec(code, names)
    assert names["out"] == 1
    assert PROBE not in names


def test_the_event_in_hand_and_the_line_that_caught() -> None:
    text = """
def read(row):
    return row["mail"]
for row in rows:
    try:
        read(row)
    except KeyError as error:
        out = str(error)
"""
    rows = [{"id": "A1", "mail": "x"}, {"id": "A2"}]
    steps = [one for one in traced(text, ("A1", "A2"), rows=rows)[1] if one.kind == CAUGHT]
    assert [one.events for one in steps] == [("A2",)]
    assert (steps[0].way[0].line.number, steps[0].way[0].text) == (7, "except KeyError as error:")

"""Which other lines of the integration use the value that left an event out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xfetch.emulator.judging.cause import DECIDED, USED, Cause, Place
from xfetch.emulator.judging.diagnosis.other_uses import with_other_uses
from xfetch.emulator.judging.finding import ERROR, Finding
from xfetch.emulator.record.entries import Line
from xfetch.emulator.record.trace import Shown

CODE = """\
if alert["level"] in WANTED:
    # alert["level"] is a text
    name = alert["level"]
    severity = WANTED.index(alert["level"])
    other = alert["levels"]
"""


def source(lines: Iterable[Line]) -> Mapping[str, str]:
    texts = CODE.splitlines()
    return {str(one): texts[one.number - 1] for one in lines if one.number <= len(texts)}


def used(code: str, name: str) -> list[int]:
    place = Place(DECIDED, Line("A.py", 1), "condition", (Shown(name, "'low'"),))
    finding = Finding("XF102", "missed", ERROR, 1, "missed", cause=Cause(code, "so", (place,)))
    cause = with_other_uses(finding, source).cause
    return [one.line.number for one in cause.places if one.role == USED] if cause else []


def test_what_looks_the_value_up_comes_first() -> None:
    assert used("code-filter-excludes", 'alert["level"]') == [4, 3]
    assert used("code-filter-excludes", "alert.level") == [4, 3]


def test_other_causes_and_other_names_have_none() -> None:
    assert used("limit-cuts-tie", 'alert["level"]') == []
    assert used("code-filter-excludes", 'alert["kind"]') == []

"""Which other lines of the integration use the value that left an event out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xfetch.emulator.judging.cause import ADDED, DECIDED, USED, Cause, Place
from xfetch.emulator.judging.diagnosis.other_uses import with_other_uses
from xfetch.emulator.judging.finding import ERROR, WARNING, Finding
from xfetch.emulator.record.entries import Line
from xfetch.emulator.record.trace import Shown

CODE = """\
if alert["level"] in WANTED:
    # alert["level"] is a text
    name = alert["level"]
    severity = WANTED.index(alert["level"])
    other = alert["levels"]
    seen = last_run.get("seen", [])
    if alert["id"] not in seen:
        seen.append(alert["id"])
    seen += [alert["id"]]
    seen[alert["id"]] = now
    if seen == [alert["id"]] or seen[0] == 1:
        seen = seen[-9:]
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


def test_what_adds_to_a_state_that_grows() -> None:
    place = Place(DECIDED, Line("A.py", 12), "seen", (Shown("seen", "['a']"),))
    told = Cause("state-grows", "`seen` of the last run gets longer", (place,))
    finding = Finding("XF210", "grows", WARNING, 1, "grows", cause=told)
    cause = with_other_uses(finding, source).cause
    assert cause is not None
    # At most two of them are named.
    assert [one.line.number for one in cause.places if one.role == ADDED] == [8, 9]
    assert cause.line == place.line

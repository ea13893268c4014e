"""A parameter of another name is the cause of what it decides, and of nothing else."""

from __future__ import annotations

import pytest

from xfetch.emulator.judging.cause import DECIDED, Cause, Place
from xfetch.emulator.judging.diagnosis.renamed import with_renamed
from xfetch.emulator.judging.finding import WARNING, Finding
from xfetch.emulator.record.entries import Line
from xfetch.emulator.record.trace import Shown


def finding(rule: str, **evidence: str) -> Finding:
    return Finding(rule, "n", WARNING, None, "m", dict(evidence), Line("a.py", 3))


def cause(code: str, *names: str) -> Cause:
    values = tuple(Shown(name, "1") for name in names)
    return Cause(code, "it was so", (Place(DECIDED, Line("a.py", 9), values=values),))


@pytest.mark.parametrize(
    ("declared", "read", "found", "named"),
    [
        ("look_back_minutes", "look_back", cause("late-visibility"), True),
        ("alert_query", "query", cause("late-visibility"), False),
        ("detection_types", "types", cause("code-filter-excludes", 'd["type"]', "types"), True),
        ("detection_types", "types", cause("code-filter-excludes", "alert.low"), False),
        ("look_back_minutes", "look_back", cause("limit-cuts-tie", "look_back"), False),
    ],
)
def test_the_parameter_is_the_cause_of_what_it_decides(
    declared: str, read: str, found: Cause, named: bool
) -> None:
    missed, renamed = finding("XF102"), finding("XF431", declared=declared, read=read)
    both = with_renamed((missed, renamed), {id(missed): found})
    codes = [one.cause.code if one.cause else "" for one in both]
    other = "parameter-of-another-name"
    assert codes == ([other, ""] if named else [found.code, other])
    assert both[0].line == Line("a.py", 3 if named else 9)


def test_the_parameter_decides_if_its_line_made_the_value() -> None:
    missed, renamed = finding("XF102"), finding("XF431", declared="prio", read="urgency")
    made = Place(DECIDED, Line("a.py", 3), "wanted(params)", (Shown("ranks", "['high']"),))
    asked = Place(DECIDED, Line("a.py", 9))
    found = Cause("code-filter-excludes", "it was so", (asked, made))
    both = with_renamed((missed, renamed), {id(missed): found})
    assert both[0].cause is not None
    assert both[0].cause.code == "parameter-of-another-name"
    assert both[0].cause.places == (made, asked)


@pytest.mark.parametrize(
    ("rule", "declared", "named"),
    [
        ("XF303", "first_fetch", True),
        ("XF117", "max_fetch", True),
        ("XF303", "max_fetch", False),
        ("XF117", "severity", False),
    ],
)
def test_a_parameter_of_another_name_is_told_once(rule: str, declared: str, named: bool) -> None:
    ignored, renamed = finding(rule), finding("XF431", declared=declared, read="fetch_time")
    both = with_renamed((ignored, renamed), {})
    codes = [one.cause.code if one.cause else "" for one in both]
    other = "parameter-of-another-name"
    assert codes == ([other, ""] if named else ["", other])

"""Every rule says in a few words what to do, and so does every cause of a missed or a repeated event."""

from __future__ import annotations

import inspect
import re

import pytest

from xfetch.emulator.judging.rules import RULES
from xfetch.emulator.judging.rules.cause_remedies import MISSED_REMEDIES, REPEATED_REMEDIES
from xfetch.emulator.judging.verdict import repeats, stories

_LONGEST = 70
_ALL = {
    **{rule.code: rule.remedy for rule in RULES},
    **{f"missed {shape}": text for shape, text in MISSED_REMEDIES.items()},
    **{f"repeated {shape}": text for shape, text in REPEATED_REMEDIES.items()},
}


@pytest.mark.parametrize("name", _ALL)
def test_it_is_one_short_line(name: str) -> None:
    assert 0 < len(_ALL[name]) <= _LONGEST
    assert _ALL[name] == " ".join(_ALL[name].split())
    assert _ALL[name][-1] != "."


@pytest.mark.parametrize(
    ("module", "remedies"),
    [(stories, MISSED_REMEDIES), (repeats, REPEATED_REMEDIES)],
    ids=["missed", "repeated"],
)
def test_the_shapes_are_those_that_stories_have(module: object, remedies: dict[str, str]) -> None:
    assigned = re.findall(
        r"shape[\w, ]* = .*|shape=\".*|return .*, \"[a-z-]+\"$", inspect.getsource(module), re.M
    )
    shapes = set(re.findall(r'"([a-z-]+)"', "\n".join(assigned)))
    assert set(remedies) <= shapes
    # What a story of this shape shows has no better remedy than that of the rule.
    assert shapes - set(remedies) <= {"asked-again"}

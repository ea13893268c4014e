"""Of two findings that tell the same fact, reports show the one that tells more."""

from __future__ import annotations

import pytest

from xfetch.emulator.judging.finding import ERROR, INFO, WARNING, Finding
from xfetch.emulator.judging.implied import _TOLD_BY, split_implied
from xfetch.emulator.judging.rules import RULES
from xfetch.emulator.judging.rules.page import page_text


def found(rule: str, *cycles: int, severity: str = ERROR, shape: str = "") -> Finding:
    return Finding(rule, "", severity, cycles[0], "", cycles=cycles, shape=shape)


@pytest.mark.parametrize(
    ("telling", "other"),
    [
        (found("XF417", 2, 3, 4), found("XF403", 2, 3, 4)),
        (found("XF407", 2, 3, 4), found("XF201", 3, severity=INFO)),
        (found("XF405", 1, 2, severity=WARNING), found("XF404", 1, severity=INFO)),
        (found("XF101", 1, 2, 3, 4), found("XF208", 2, 3, 4, shape="only-repeats")),
    ],
    ids=lambda one: one.rule,
)
def test_the_telling_one_stays(telling: Finding, other: Finding) -> None:
    assert split_implied((telling, other)) == ((telling,), (other,))
    assert split_implied((other, telling)) == ((telling,), (other,))


@pytest.mark.parametrize(
    ("telling", "other"),
    [
        (found("XF417", 2, 3, 4), found("XF403", 1, 2, 3, 4)),
        (found("XF101", 1, 2, 3, 4), found("XF208", 2, 3, 4)),
        (found("XF101", 1, 2, 3, severity=WARNING), found("XF208", 2, 3, shape="only-repeats")),
    ],
    ids=["another cycle", "new events too", "graver"],
)
def test_what_it_does_not_imply_stays_too(telling: Finding, other: Finding) -> None:
    assert split_implied((telling, other)) == ((telling, other), ())


def test_the_pages_say_which_rule_reports_instead() -> None:
    for rule in RULES:
        for telling in _TOLD_BY.get(rule.code, ()):
            assert telling in page_text(rule)

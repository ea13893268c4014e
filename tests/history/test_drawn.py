"""The fixes that were drawn match what the draw says of itself."""

from __future__ import annotations

import random
import re

import pytest

from xfetch.emulator.judging.diagnosis.vocabulary import VOCABULARY

from .candidates import READ, Fix, matches
from .draw import WANTED, draw, drawn
from .page import readings


@pytest.mark.parametrize(
    "line",
    [
        "Fixed an issue where duplicate incidents were fetched.",
        "- Fixed an issue in ***fetch-incidents***, which failed on an empty response.",
        "Bug: emails are not fetched",
    ],
)
def test_a_fix_of_a_fetch_fault_matches(line: str) -> None:
    assert matches(line)


@pytest.mark.parametrize(
    "line",
    [
        "Fixed an issue where the ***fetch-indicators*** command failed.",
        "Fixed an issue where the ***acme-fetch-files*** command failed.",
        "Added the parameter *First fetch*, which limits what is fetched.",
        "Fixed an issue where ***acme-get-alert*** failed.",
        "Fixed the description of the fetch command.",
    ],
)
def test_another_change_does_not(line: str) -> None:
    assert not matches(line)


def test_the_draw_depends_on_its_seed_only() -> None:
    some = [
        Fix(f"{number:04}", "2020-01-01", f"Integrations/I{number % 9}/I{number % 9}.py", "", ())
        for number in range(60)
    ]
    mixed = random.Random(3).sample(some, len(some))
    assert draw(some, 5, 7) == draw(mixed, 5, 7)
    assert draw(some, 5, 7) != draw(some, 6, 7)
    assert len({one.integration for one in draw(some, 5, 9)}) == 9


def test_each_drawn_fix_matches_the_pattern_and_was_not_read_before() -> None:
    fixes = drawn()
    assert len({one.integration for one in fixes}) == WANTED == len(fixes)
    for one in fixes:
        assert any(map(matches, (one.subject, *one.note)))
        assert not {int(number) for number in re.findall(r"#(\d+)", one.subject)} & READ


def test_each_drawn_fix_was_read_and_its_causes_exist() -> None:
    known = readings()
    assert known.keys() == {one.integration for one in drawn()}
    causes = {one.code for one in VOCABULARY}
    for one in known.values():
        assert set(one.causes) <= causes
        assert bool(one.causes) == one.judged

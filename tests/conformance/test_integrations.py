"""Every integration of a content checkout gets as far as the committed results say, or further."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from .again import again
from .census import Subject, subjects
from .libraries import unlike
from .ran import Bench
from .results import Row, load
from .sweep import by_hand, param_options, with_placeholders
from .verdict import LIBRARY, XFETCH

CONTENT = os.environ.get("XFETCH_CONTENT")
PYTHON = os.environ.get("XFETCH_CONFORMANCE_PYTHON", sys.executable)
KNOWN = {row.id: row for row in load()}


def found() -> list[Any]:
    """The integrations as parameters; one that is skipped, with the reason, where they cannot run."""
    reason = lacking()
    if reason:
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="none")]
    content = Path(CONTENT or "").resolve()
    return [pytest.param(subject, id=subject.id) for subject in subjects(content)]


def lacking() -> str:
    """What the sweep needs and has not got: a checkout, and the libraries of its month."""
    if not CONTENT:
        return "XFETCH_CONTENT names no checkout of the content repository"
    names = unlike(Path(PYTHON))
    if names:
        return f"not as in requirements-2022.txt ({PYTHON}): {', '.join(names[:5])} …"
    return ""


@pytest.fixture
def bench() -> Bench:
    assert CONTENT
    return Bench(Path(CONTENT).resolve(), Path(PYTHON).absolute())


def known(subject: Subject) -> Row:
    if subject.id not in KNOWN:
        pytest.skip("the committed results do not know it: the checkout is of another month")
    return KNOWN[subject.id]


@pytest.mark.parametrize("subject", found())
def test_it_gets_as_far_as_it_did(bench: Bench, subject: Subject) -> None:
    verdict = with_placeholders(bench, subject).best
    assert verdict.kind != XFETCH, verdict.detail
    row = known(subject)
    if verdict.kind == LIBRARY != row.generated.kind:
        pytest.skip(f"{verdict.detail}; see requirements-2022.txt and XFETCH_CONFORMANCE_PYTHON")
    assert verdict.rank <= row.generated.rank or verdict.reached, verdict.detail
    if row.by_hand and not row.generated.reached:
        hand = by_hand(bench, subject)
        assert hand.reached >= row.by_hand.reached, hand.detail


@pytest.mark.parametrize("subject", found())
def test_a_second_cycle_works_where_the_first_did(bench: Bench, subject: Subject) -> None:
    row = known(subject)
    if row.again is None or not row.again.kept:
        pytest.skip("the committed results have no second cycle like the first")
    options = () if row.generated.reached else param_options(subject)
    seen = again(bench, subject, ["--fill", row.fill, *options], [row.again.shape])
    if "not installed here" in seen.note:
        pytest.skip(seen.note)
    assert seen.kept, seen

"""Which fetches a cause needs to be run again: none without a finding, and never more than two."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.emulator.judging.verdict.worlds import ID, event, fetch
from xfetch.emulator.judging.diagnosis.diagnose import cases_of, explained
from xfetch.emulator.judging.finding import ERROR, INFO, Finding
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.record.trace import Trace, Wanted

KNOWN = {"seen": ["a"]}
RUNS = (
    fetch(1, "a", after=KNOWN),
    fetch(2, "b", before=KNOWN, after={"seen": ["b"]}),
    fetch(3, "a", before={"seen": ["b"]}, after=KNOWN),
    fetch(4, status="error"),
)


def finding(rule: str, cycle: int, shape: str = "", severity: str = ERROR) -> Finding:
    return Finding(rule, "", severity, cycle, "", events=("a",), cycles=(cycle,), shape=shape)


def test_without_a_finding_that_has_a_cause_nothing_runs_again() -> None:
    def trace(wanted: Wanted, recorded: Mapping[int, FetchRun]) -> Mapping[int, Trace]:
        raise AssertionError(wanted)

    told = (finding("XF112", 1, severity=INFO),)
    assert explained(told, RUNS, ID, [event("a", 0)], trace, failed=False) == (told, {})


@pytest.mark.parametrize(
    ("rule", "cycle", "shape", "traced"),
    [
        # The fetch that created it again, and the one that had lost its id in between.
        ("XF101", 3, "boundary", (3, 2)),
        # The fetch that left it out, and the next one.
        ("XF102", 2, "in-answer-not-created", (2, 3)),
        ("XF102", 2, "passed-before-visible", (2,)),
        ("XF407", 4, "", (4,)),
        ("XF210", 3, "", (3,)),
    ],
)
def test_a_cause_needs_two_fetches_at_most(
    rule: str, cycle: int, shape: str, traced: tuple[int, ...]
) -> None:
    (case,) = cases_of([finding(rule, cycle, shape)], RUNS, ID)
    assert case.traced == traced

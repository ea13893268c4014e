"""The terminal and the JSON, to the letter; and that no line is wider than 80 columns, but for those that a
user copies: requests, and last runs as JSON."""

from __future__ import annotations

import re

import pytest

from .golden_runs import GOLDEN_RUNS, GoldenRun

_COPIED = re.compile(r" +(?:[A-Z]+ (?:https?:/)?/|last run \{|> )")


@pytest.mark.parametrize("run", GOLDEN_RUNS, ids=lambda run: run.name)
def test_what_people_see(run: GoldenRun) -> None:
    assert run.output() == run.path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "run", [run for run in GOLDEN_RUNS if run.name.endswith(".txt")], ids=lambda run: run.name
)
def test_it_fits_into_80_columns(run: GoldenRun) -> None:
    lines = run.path.read_text(encoding="utf-8").splitlines()
    assert lines
    assert [line for line in lines if len(line) > 80 and not _COPIED.match(line)] == []

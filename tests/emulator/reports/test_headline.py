"""The verdict on a run in a word and its counts, which every report shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.emulator.worlds import run, write
from xfetch.emulator.judging.guessed import Guessed
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.reports.headline import (
    verdict_counts,
    verdict_phrase,
    verdict_word,
    why_missed_is_unknown,
)
from xfetch.emulator.settings.guess import Guess

CREATES = "demisto.incidents([{'name': 'a', 'rawJSON': '{\"id\": 1}'}])\n"


@pytest.fixture(scope="module")
def creating(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return run(write(tmp_path_factory.mktemp("creating"), CREATES), cycles=1)


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return run(write(tmp_path_factory.mktemp("idle"), "demisto.incidents([])\n"), cycles=1)


@pytest.mark.parametrize(
    ("stop", "differs", "word"),
    [
        ("complete", None, "PASSED"),
        ("complete", (), "PASSED"),
        ("complete", ("x",), "FAILED"),
        ("interrupted", None, "INTERRUPTED"),
        ("interrupted", (), "INTERRUPTED"),
        ("not answered", None, "NOT ANSWERED"),
        ("MemoryError", None, "FAILED"),
    ],
)
def test_the_word_agrees_with_the_exit_code(
    creating: Outcome, stop: str, differs: tuple[str, ...] | None, word: str
) -> None:
    outcome = replace(creating.stopped(stop), differs=differs)
    codes = {"PASSED": 0, "NOT PROVEN": 0, "FAILED": 1, "NOT ANSWERED": 4, "INTERRUPTED": 130}
    assert verdict_word(outcome) == word
    assert outcome.exit_code() == codes[word]


def test_a_run_that_creates_nothing_proves_nothing(idle: Outcome) -> None:
    assert verdict_word(idle) == "NOT PROVEN"
    assert idle.exit_code() == 0
    assert verdict_word(replace(idle, differs=())) == "PASSED"


def test_the_word_follows_the_least_severity_that_fails(tmp_path: Path) -> None:
    outcome = run(write(tmp_path, CREATES), cycles=3)
    assert verdict_word(outcome) == "FAILED"
    assert verdict_word(replace(outcome, fail_on="never")) == "PASSED"


def test_the_expectation_is_said_with_the_verdict(creating: Outcome) -> None:
    assert verdict_counts(creating)[:3] == ("1 cycle", "1 created", "0 duplicates")
    assert verdict_phrase(creating) == "PASSED"
    assert verdict_phrase(replace(creating, differs=())) == "PASSED as expected"
    assert verdict_phrase(replace(creating, differs=("x",))) == "FAILED, not as expected"


@pytest.mark.parametrize(
    ("vendor", "why"),
    [
        ("none", "no product"),
        ("acme_vendor.py", "acme_vendor.py has no events()"),
        ("the real product", "the real product does not list its events"),
    ],
)
def test_why_the_missed_events_are_unknown(creating: Outcome, vendor: str, why: str) -> None:
    dossier = creating.dossier
    outcome = replace(
        creating, dossier=replace(dossier, setting=replace(dossier.setting, vendor=vendor))
    )
    assert why_missed_is_unknown(outcome) == why


def test_a_clean_run_is_not_proven_until_each_guess_about_the_product_is_confirmed(
    creating: Outcome,
) -> None:
    about = Guessed(Guess("api.routes[0].page", {"limit": "query.limit"}), "acme.yml")
    case = Guessed(replace(about.guess, case="if fetches fail"), "acme.yml")
    assert verdict_word(replace(creating, guesses=(case,))) == "PASSED"
    assert verdict_word(replace(creating, guesses=(case, about))) == "NOT PROVEN"
    assert verdict_word(replace(creating, guesses=(about,), differs=())) == "PASSED"
    assert replace(creating, guesses=(about,)).exit_code() == 0

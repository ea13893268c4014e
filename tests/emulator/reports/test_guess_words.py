"""Every report that a person reads says what the run needs, and which guesses are not confirmed."""

from __future__ import annotations

import json
from dataclasses import replace
from html import unescape

import pytest

from tests.emulator.worlds import run, write
from xfetch.emulator.judging.guessed import Guessed, Tried
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.reports import render
from xfetch.emulator.reports.guess_words import guess_words
from xfetch.emulator.settings.guess import Guess

BOUND = Guess("api.routes[0].filter.created", {"gt": "q"}, ({"ge": "q"},), "by its name", line=34)
CASE = Guess("faults", [], ([1],), "a fetch may fail", "if fetches fail", line=9)
CHANGES = {"duplicated": ("1", "2")}


@pytest.fixture(scope="module")
def guessing(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    outcome = run(write(tmp_path_factory.mktemp("idle"), "demisto.incidents([])\n"), cycles=1)
    tried = (Tried({"ge": "q"}, CHANGES, worse=True),)
    guesses = (Guessed(BOUND, "acme.yml", tried), Guessed(CASE, "acme.yml"))
    return replace(outcome, guesses=guesses, lacking="the event has no host; add it")


def test_the_words_leave_a_case_out_of_what_is_to_confirm(guessing: Outcome) -> None:
    assert guess_words(guessing) == (
        "needed: the event has no host; add it",
        "with `ge` instead of `gt` (guessed, acme.yml:34): 2 events come twice",
        "1 guess is not confirmed: acme.yml:34 (correct the value, or remove its entry from `guesses`)",
    )
    assert guess_words(replace(guessing, guesses=(), lacking="")) == ()


@pytest.mark.parametrize("name", ["text", "markdown", "junit", "github", "html"])
def test_each_report_says_them(name: str, guessing: Outcome) -> None:
    text = "".join(render(name, guessing)).replace("\\`", "`")
    told = " ".join(unescape(text).split())
    for words in ("the event has no host; add it", "1 guess is not confirmed: acme.yml:34"):
        assert words in told
    assert "come twice" in told


def test_json_has_them_as_values(guessing: Outcome) -> None:
    report = json.loads("".join(render("json", guessing)))
    assert report["needs"] == "the event has no host; add it"
    assert [one["line"] for one in report["guesses"]] == [34, 9]


def test_what_needs_something_is_not_proven_and_ends_with_1(guessing: Outcome) -> None:
    assert "".join(render("text", guessing)).startswith("NOT PROVEN")
    assert guessing.exit_code() == 1
    assert replace(guessing, lacking="").exit_code() == 0
    assert replace(guessing, fail_on="never").exit_code() == 0

"""A guess decides a find if this mistake goes with another value, whatever else its world shows."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from xfetch.emulator.exploring.find import Find, key_of
from xfetch.emulator.exploring.telling.screen import blamed_words, open_words
from xfetch.emulator.exploring.world import World
from xfetch.emulator.judging.cause import UNKNOWN, Cause, Place
from xfetch.emulator.judging.finding import ERROR, WARNING, Finding
from xfetch.emulator.judging.guessed import Guessed
from xfetch.emulator.judging.tried import tried
from xfetch.emulator.record.entries import Line
from xfetch.emulator.settings.guess import Guess

OTHER = {"gt": "query.since"}
GUESS = Guess("api.routes[0].filter.created", {"ge": "query.since"}, (OTHER,))


def found(rule: str, cause: str, *events: str, line: int = 9, shape: str = "a-shape") -> Finding:
    severity = WARNING if rule == "XF117" else ERROR
    places = () if cause == UNKNOWN else (Place("decided", Line("Acme.py", line)),)
    return Finding(
        rule,
        "a-name",
        severity,
        2,
        "it broke",
        events=events,
        shape=shape,
        cause=Cause(cause, "", places),
    )


TWICE = found("XF101", "ids-forgotten", "1")
LOST = found("XF102", "limit-cuts-tie", "2", line=20)
TOO_MANY = found("XF117", UNKNOWN)
UNORDERED = found("XF102", "order-not-guaranteed", "2")
UNEXPLAINED = found("XF102", UNKNOWN, "2", shape="in-no-answer")
VERDICTS = {"XF101": "duplicated", "XF102": "missed"}


def outcome(*findings: Finding, guesses: tuple[Guessed, ...] = (), made_up: bool = True) -> Any:
    wrong = {event: VERDICTS[one.rule] for one in findings for event in one.events}
    return SimpleNamespace(
        verdicts=[
            SimpleNamespace(event=SimpleNamespace(id=one), verdict=wrong.get(one, "delivered"))
            for one in "123"
        ],
        runs=(),
        findings=findings,
        guesses=guesses,
        exit_code=lambda: int(any(one.severity == ERROR for one in findings)),
        dossier=SimpleNamespace(facts=SimpleNamespace(made_up=made_up)),
    )


def find(finding: Finding, here: tuple[Finding, ...], there: tuple[Finding, ...]) -> Find:
    """The find of a world that shows these findings, and with the other value of the guess those."""
    ran = tried(outcome(*here), outcome(*there), OTHER)
    guessed = Guessed(GUESS, "acme.yml", (ran,))
    return Find(key_of(finding), World(0), finding, outcome(*here, guesses=(guessed,)))


@pytest.mark.parametrize(
    ("finding", "here", "there", "is_open"),
    [
        # What else the world shows does not count, with both values.
        (TWICE, (TWICE, LOST), (LOST,), True),
        (LOST, (TWICE, LOST), (LOST,), False),
        # The world is clean of errors with the other value, and this finding stays.
        (TOO_MANY, (TWICE, TOO_MANY), (TOO_MANY,), False),
        (TWICE, (TWICE, TOO_MANY), (TOO_MANY,), True),
        # What comes twice with one value is lost with the other, by a mistake that shows with both.
        (TWICE, (TWICE, LOST), (found("XF102", "limit-cuts-tie", "1", "2", line=20),), True),
        # Instead of this event, another one is in trouble: the fetch breaks in any case.
        (TWICE, (TWICE,), (LOST,), False),
        # The same event is lost by another line of the code, or in another way.
        (UNORDERED, (UNORDERED,), (LOST,), False),
        (TWICE, (TWICE,), (found("XF102", "limit-cuts-tie", "1"),), False),
        # No line of the code explains why it is missed there: that is another guess's fault.
        (UNORDERED, (UNORDERED,), (UNEXPLAINED,), True),
    ],
)
def test_a_guess_is_judged_for_each_find(
    finding: Finding, here: tuple[Finding, ...], there: tuple[Finding, ...], is_open: bool
) -> None:
    one = find(finding, here, there)
    assert bool(one.deciding) == one.is_open == is_open


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ((), "since=exclusive: this world does not break it"),
        ((LOST,), "since=exclusive: this world shows other mistakes only"),
    ],
)
def test_a_world_is_called_whole_only_if_it_shows_nothing_else(
    there: tuple[Finding, ...], words: str
) -> None:
    one = find(TWICE, (TWICE, LOST), there)
    assert words in list(open_words(one, one.deciding[0]))


def test_an_event_in_no_answer_without_a_cause_blames_a_guess_and_names_it() -> None:
    one = find(UNEXPLAINED, (UNEXPLAINED,), (UNEXPLAINED,))
    assert not one.deciding
    assert one.is_open
    assert "guessed: api.routes[0].filter.created; correct what is wrong there" in blamed_words(one)
    known = Find(one.key, one.world, UNEXPLAINED, outcome(UNEXPLAINED, made_up=False))
    assert known.is_error


def test_a_rule_without_a_cause_has_one_find_whether_or_not_a_trace_showed_another_line() -> None:
    seen, computed = Line("Acme.py", 30), Line("Acme.py", 12)
    plain = replace(TOO_MANY, line=seen)
    traced = replace(TOO_MANY, line=computed, places=(("seen", seen),))
    assert key_of(plain) == key_of(traced)

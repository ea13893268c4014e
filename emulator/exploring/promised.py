"""Reads the option ``--promise``: what the product promises, and which guessed values of its scenario are
right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..errors import UsageError
from ..record.entries import Json
from ..request.from_scenario import with_alternative
from ..request.request import Request
from ..request.scenario_file.schema import complaints
from ..settings.guess import Guess, instead_words, place_of
from ..settings.section import SectionError
from .product_facts import takes_no_filter
from .promises import promises_of

# The keys of a scenario's section ``promises``.
PROMISES = ("visible_within", "updates", "removal", "faults", "crowd")
# Whether the answer holds events of the very time from which a request asks.
SINCE = "since"
_INCLUSIVE = {"ge": "inclusive", "gt": "exclusive"}
_QUESTIONS = {
    SINCE: "does an answer hold events of the request's own start time?",
    "order": "in which order does the product answer?",
    "page": "how many events does the product put on a page?",
}


def name_of(guess: Guess) -> str:
    """Return what ``--promise`` calls a guess: ``since`` for a boundary, else the last key of its path."""
    if _boundary(guess.value):
        return SINCE
    keys = [step for step in place_of(guess.path) if isinstance(step, str)]
    return keys[-1]


def question(guess: Guess) -> str:
    """Return what the user should look up about a guess."""
    return _QUESTIONS.get(name_of(guess), f"which value of `{guess.path}` is right?")


def readings_of(guess: Guess) -> Mapping[str, Json]:
    """Return the values that a guess can have, by the words that ``--promise`` has for them; the guessed
    value first.
    """
    found: dict[str, Json] = {}
    if name_of(guess) == SINCE:
        for one in (guess.value, *guess.alternatives):
            found.setdefault(_boundary(one) or "none", one)
        return found
    for other in guess.alternatives:
        new, old = instead_words(guess.value, other)
        found.setdefault(old, guess.value)
        found.setdefault(new, other)
    return found


def promised(request: Request, texts: Sequence[str]) -> tuple[Request, Mapping[str, Json]]:
    """Apply the values of ``--promise``. Return the request with the guesses that they settle, and the
    promises of the product that they state.

    A text is ``updates=any`` or another promise of a scenario, ``since=inclusive``, or the last key of a
    guess's path with one of its values. Raises UsageError for other texts.
    """
    made: dict[str, Json] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        where = f"--promise {text}"
        if not equals:
            raise UsageError("write it as NAME=VALUE", where=where, advice=_known(request))
        if name in PROMISES:
            made[name] = value
            for wrong in complaints({"promises": {name: value}}):
                raise UsageError(str(wrong), where=where)
            try:
                promises_of(made)
            except SectionError as error:
                raise UsageError(error.what, where=where) from error
        else:
            request = _settled(request, name, value, where)
    return request, made


def shows_all(request: Request) -> bool:
    """Whether the product is guessed, and no list of its events takes a filter. The real list may then show
    all events each time, or each event only once.
    """
    guessed = any(not one.case for one in request.guesses)
    return guessed and takes_no_filter(request.product.api)


def _settled(request: Request, name: str, value: str, where: str) -> Request:
    guesses = [one for one in _open(request) if name in (name_of(one), one.path)]
    if not guesses:
        what = f"{name!r} is no promise, and the scenario has no guess of this name"
        raise UsageError(what, where=where, advice=_known(request))
    for guess in guesses:
        readings = readings_of(guess)
        if value not in readings:
            listed = " or ".join(f"{name}={one}" for one in readings)
            raise UsageError(f"write {listed}", where=where)
        settled = (*request.settled, (guess, readings[value]))
        changed = with_alternative(request, guess, readings[value])
        left = tuple(one for one in request.guesses if one is not guess)
        request = replace(changed, settled=settled, guesses=left)
    return request


def _open(request: Request) -> list[Guess]:
    return [one for one in request.guesses if one.alternatives and not one.case]


def _known(request: Request) -> tuple[str, ...]:
    guessed = [f"{name_of(one)}={'|'.join(readings_of(one))}" for one in _open(request)]
    return (
        "visible_within=TIME, updates=any, removal=any, faults=any, crowd=none",
        *(f"{one} (guessed)" for one in dict.fromkeys(guessed)),
    )


def _boundary(value: Json) -> str:
    """Return whether a filter includes its own start time: ``inclusive`` or ``exclusive``; empty for another
    value.
    """
    if not isinstance(value, Mapping):
        return ""
    return next((word for key, word in _INCLUSIVE.items() if key in value), "")

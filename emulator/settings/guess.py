"""A value of a scenario that xfetch guessed, and the values that it could have instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from ..record.entries import CheckedJson, Json
from .section import Path

_PLAIN = r"[^.\[\]']+"
_STEP = re.compile(rf"\.?({_PLAIN})|\[(\d+)\]|\['([^']*)'\]")


@dataclass(frozen=True)
class Guess:
    """A value of a scenario that xfetch guessed and the user has not confirmed.

    ``path`` leads to the value from the top of the file: ``api.routes[0].order``. ``alternatives`` are the
    values that a run tries in its place; ``why`` says what the guess is based on. ``line`` is the value's
    line in the file, 0 without a file. ``case`` says when an alternative would apply (``if a fetch fails``);
    it is empty for a fact of the product that does not depend on a case.
    """

    path: str
    value: Json
    alternatives: tuple[Json, ...] = ()
    why: str = ""
    case: str = ""
    line: int = 0

    @property
    def is_no_filter(self) -> bool:
        """Whether the guess is that a list shows all events, whatever a request asks for."""
        return self.value == {} and self.path.endswith(".filter")


def place_of(path: str) -> Path:
    """Split a path into keys and indexes: ``a.b[0]`` gives ``("a", "b", 0)``.

    Raises ValueError for a text that is not a path.
    """
    found: list[str | int] = []
    end = 0
    for step in _STEP.finditer(path):
        if step.start() != end:
            break
        found.append(int(step[2]) if step[2] else step[1] or step[3])
        end = step.end()
    if not found or end != len(path):
        raise ValueError(f"{path!r} is no path such as api.routes[0].order")
    return tuple(found)


def path_of(place: Path) -> str:
    """Join keys and indexes to a path, as ``place_of`` reads it; keys with dots or brackets are quoted."""
    steps = (
        f".{step}" if isinstance(step, str) and re.fullmatch(_PLAIN, step) else f"[{step!r}]"
        for step in place
    )
    return "".join(steps).removeprefix(".") if place else ""


def value_at(document: Json, place: Path) -> Json:
    """Return the value at a place of a scenario. Raises LookupError if the scenario has no such place."""
    inner: Any = document
    for step in place:
        if not _may_hold(inner, step):
            raise LookupError(step)
        inner = inner[step]
    value: Json = inner
    return value


def _may_hold(value: object, step: str | int) -> bool:
    """Whether ``value`` is a list (for an index as ``step``) or a mapping (for a key)."""
    return isinstance(value, list if isinstance(step, int) else Mapping)


def with_value(document: CheckedJson, place: Path, value: Json) -> CheckedJson:
    """Return a copy of the scenario with another value at a place. Raises LookupError if it has no such
    place.
    """
    changed = {"": deepcopy(document)}
    whole: Path = ("", *place)
    value_at(changed, whole)
    inner: CheckedJson = value_at(changed, whole[:-1])
    inner[whole[-1]] = deepcopy(value)
    return changed[""]


def instead_words(value: Json, other: Json) -> tuple[str, str]:
    """Return short words for an alternative (``other``) and for the guessed value, in this order: ``("ge",
    "gt")``.

    Of two mappings only what differs is named, if it is one thing: the two keys, if each mapping has one key
    that the other lacks; or the value that differs, with its key. Else both mappings are written whole.
    """
    if isinstance(value, Mapping) and isinstance(other, Mapping):
        gone, come = (
            [key for key in a if key not in b] for a, b in ((value, other), (other, value))
        )
        if len(gone) == len(come) == 1:
            return come[0], gone[0]
        changed = [key for key in value if key in other and value[key] != other[key]]
        pairs = {instead_words(value[key], other[key]) for key in changed}
        if len(pairs) == 1 and not gone and not come:
            new, old = next(iter(pairs))
            name = f"{changed[0]}: " if len(changed) == 1 else ""
            return f"{name}{new}", f"{name}{old}"
    return _shown(other), _shown(value)


def _shown(value: Json) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_shown(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_shown, value)) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def is_confirmed(guess: Guess, document: Json) -> bool:
    """Whether the user has confirmed a guess: the scenario has another value at its path now, or none."""
    try:
        return bool(value_at(document, place_of(guess.path)) != guess.value)
    except LookupError:
        return True

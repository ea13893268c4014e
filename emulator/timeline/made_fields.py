"""Compile the templates of a generated event's fields. A template is data; it cannot run code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from ..record.entries import CheckedJson
from ..settings.section import Path, SectionError, alternatives
from .words import WORDS

_PIECE = re.compile(r"\{\{|\}\}|\{([A-Za-z0-9_]*)\}")
_OWN = ("n", "id", "created")


@dataclass(frozen=True, slots=True)
class Born:
    """The values of a generated event that templates may insert: its number, its id, its time of creation."""

    n: int
    id: str
    created: str


Make = Callable[[Random, Born], CheckedJson]


def maker(spec: CheckedJson, path: Path = ()) -> Make:
    """Compile a template to a function that returns a value for each generated event.

    A template is a text with ``{host}`` and the like, ``{choice: […]}``, ``{number: [low, high]}``, or a
    mapping or list of templates; any other value is the same for every event. Raises SectionError, with the
    path, for an unknown word and for a wrong choice or number.
    """
    if isinstance(spec, str):
        return _text(spec, path)
    if isinstance(spec, Mapping):
        if set(spec) == {"choice"}:
            return _choice(spec["choice"], (*path, "choice"))
        if set(spec) == {"number"}:
            return _number(spec["number"], (*path, "number"))
        made = [(str(key), maker(value, (*path, key))) for key, value in spec.items()]
        return lambda rng, born: {key: make(rng, born) for key, make in made}
    if isinstance(spec, list):
        items = [maker(value, (*path, index)) for index, value in enumerate(spec)]
        return lambda rng, born: [make(rng, born) for make in items]
    return lambda rng, born: spec


def id_maker(template: str, path: Path = ()) -> Callable[[int | str], str]:
    """Compile the template of generated ids to a function of the number, which may have leading zeros as a
    text. The template must contain ``{n}`` once and no other word.

    Raises SectionError for any other template.
    """
    names = [match[1] for match in _PIECE.finditer(template) if match[1] is not None]
    if names != ["n"]:
        raise SectionError(
            path, f"an id template holds {{n}} once and no other word, not {template!r}"
        )
    before, after = (part.replace("{{", "{").replace("}}", "}") for part in template.split("{n}"))
    return lambda n: f"{before}{n}{after}"


def _text(template: str, path: Path) -> Make:
    if "{" not in template and "}" not in template:
        return lambda rng, born: template
    pieces: list[str | Make] = []
    end = 0
    for match in _PIECE.finditer(template):
        pieces.append(template[end : match.start()])
        pieces.append(match[0][0] if match[1] is None else _word(match[1], path))
        end = match.end()
    pieces.append(template[end:])
    parts = [piece for piece in pieces if piece != ""]
    return lambda rng, born: "".join(
        part if isinstance(part, str) else part(rng, born) for part in parts
    )


def _word(name: str, path: Path) -> Make:
    if name in _OWN:
        return lambda rng, born: str(getattr(born, name))
    word = WORDS.get(name)
    if word is None:
        known = alternatives(name, (*_OWN, *WORDS))
        raise SectionError(path, f"a template has no word {{{name}}}{known}")
    found = word
    return lambda rng, born: found(rng)


def _choice(values: CheckedJson, path: Path) -> Make:
    if not isinstance(values, list) or not values:
        raise SectionError(path, "choice must be a list of at least one value")
    made = [maker(value, (*path, index)) for index, value in enumerate(values)]
    count = len(made)
    return lambda rng, born: made[int(rng.random() * count)](rng, born)


def _number(bounds: CheckedJson, path: Path) -> Make:
    whole = isinstance(bounds, list) and len(bounds) == 2
    if not whole or not all(type(bound) in (int, float) for bound in bounds):
        raise SectionError(path, "number must be a list of two numbers: [lowest, highest]")
    low, high = bounds
    if low > high:
        raise SectionError(path, f"the lowest number, {low}, is above the highest, {high}")
    if isinstance(low, int) and isinstance(high, int):
        return lambda rng, born: rng.randint(low, high)
    return lambda rng, born: round(rng.uniform(low, high), 6)

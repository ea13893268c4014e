"""The published schema, and what a document does against it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from ...product.declared.reading.error import ELSEWHERE
from ...record.entries import CheckedJson, Json
from .document import Place

FILE = Path(__file__).with_name("schema.json")
API_FILE = FILE.parents[2] / "product" / "api_schema.json"
_KINDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


@cache
def schema() -> Mapping[str, Json]:
    """JSON Schema, draft 2020-12."""
    read: Mapping[str, CheckedJson] = json.loads(FILE.read_text(encoding="utf-8"))
    api = json.loads(API_FILE.read_text(encoding="utf-8"))
    return {**read, "$defs": {**read["$defs"], "api": api}}


def complaints(value: Json) -> Iterator[tuple[Place, str]]:
    """Each thing that the schema refuses: where it stands, and what is wrong, in words."""
    from jsonschema import Draft202012Validator

    validator: Any = Draft202012Validator(schema())
    for error in validator.iter_errors(value):
        yield from _told(error)


def _told(error: Any) -> Iterator[tuple[Place, str]]:
    """The deepest causes of one error of the validator."""
    if error.context:
        for cause in error.context:
            yield from _told(cause)
        return
    place: Place = tuple(error.absolute_path)
    tell = _TELLERS.get(error.validator)
    if error.validator in ("additionalProperties", "unevaluatedProperties"):
        yield from _unknown(error, place)
    elif tell is not None:
        yield place, f"{_name(place)}{tell(error)}"
    else:
        yield place, f"{_name(place)}{error.message}"


def _unknown(error: Any, place: Place) -> Iterator[tuple[Place, str]]:
    known = list(error.schema.get("properties", {}))
    for key in error.instance:
        if key not in known:
            near = [ELSEWHERE[key]] if ELSEWHERE.get(key) in known else []
            near = near or get_close_matches(str(key), known, 1, 0.6)
            hint = f", did you mean {near[0]!r}?" if near else ""
            within = f" in {place[-1]!r}" if place and isinstance(place[-1], str) else ""
            names = ", ".join(known)
            yield (*place, key), f"unknown key {key!r}{within}{hint} (known are: {names})"


def _type(error: Any) -> str:
    allowed = (
        [error.validator_value]
        if isinstance(error.validator_value, str)
        else (error.validator_value)
    )
    return f"must be {_either([_KINDS[kind] for kind in allowed])}, not {_shown(error.instance)}"


def _either(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _shown(value: Json) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)[:60]


def _missing(error: Any) -> str:
    absent = [name for name in error.validator_value if name not in error.instance]
    return f"needs {' and '.join(repr(name) for name in absent)}"


_TELLERS: Mapping[str, Any] = {
    "type": _type,
    "required": _missing,
    "enum": lambda error: (
        f"is one of {', '.join(str(one) for one in error.validator_value)},"
        f" not {_shown(error.instance)}"
    ),
    "minimum": lambda error: f"must be at least {error.validator_value}, not {error.instance}",
    "maximum": lambda error: f"must be at most {error.validator_value}, not {error.instance}",
    "pattern": lambda error: (
        f"must match {error.validator_value}, which {_shown(error.instance)} does not"
    ),
}


def _name(place: Place) -> str:
    """``'interval' ``, ``event 3 ``: what the message is about."""
    if not place:
        return "the scenario "
    last = place[-1]
    if isinstance(last, str):
        return f"{last!r} "
    owner = next((part for part in reversed(place) if isinstance(part, str)), "item")
    return f"{str(owner).removesuffix('s')} {last + 1} "

"""Checks a scenario against its published JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ...record.entries import CheckedJson, Json
from ...settings.section import Path as Place
from ...settings.section import SectionError, kind_of, unknown_key

FILE = Path(__file__).with_name("schema.json")
API_FILE = FILE.parents[2] / "product" / "api_schema.json"
_KINDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


@cache
def schema() -> Mapping[str, Json]:
    """Return the JSON Schema of scenarios (draft 2020-12), with that of the section ``api`` inserted."""
    read: Mapping[str, CheckedJson] = json.loads(FILE.read_text(encoding="utf-8"))
    api = json.loads(API_FILE.read_text(encoding="utf-8"))
    return {**read, "$defs": {**read["$defs"], "api": api}}


def complaints(value: Json) -> Iterator[SectionError]:
    """Check a scenario's values against the JSON Schema; yield an error for each violation, in no order."""
    from jsonschema import Draft202012Validator

    validator: Any = Draft202012Validator(schema())
    for error in validator.iter_errors(value):
        yield from _causes(error)


def _causes(error: Any) -> Iterator[SectionError]:
    """Yield a SectionError for each innermost cause of a validator's error: ``anyOf`` hides them in
    ``context``.
    """
    for cause in error.context or ():
        yield from _causes(cause)
    if error.context:
        return
    place: Place = tuple(error.absolute_path)
    if error.validator in ("additionalProperties", "unevaluatedProperties"):
        known = error.schema.get("properties", {})
        for key in error.instance:
            if key not in known:
                yield SectionError((*place, key), unknown_key(key, known))
    else:
        word = _WORDS.get(error.validator)
        yield SectionError(place, word(error) if word is not None else error.message)


def _type(error: Any) -> str:
    allowed = error.validator_value
    *others, last = [_KINDS[kind] for kind in ([allowed] if isinstance(allowed, str) else allowed)]
    words = f"{', '.join(others)} or {last}" if others else last
    return f"must be {words}, not {kind_of(error.instance)}"


def _missing(error: Any) -> str:
    absent = [name for name in error.validator_value if name not in error.instance]
    return f"needs {' and '.join(repr(name) for name in absent)}"


# By the schema's keyword, the words for what violates it.
_WORDS: Mapping[str, Any] = {
    "type": _type,
    "required": _missing,
    "enum": lambda error: (
        f"must be one of {', '.join(str(one) for one in error.validator_value)},"
        f" not {kind_of(error.instance)}"
    ),
    "minimum": lambda error: f"must be at least {error.validator_value}, not {error.instance}",
    "maximum": lambda error: f"must be at most {error.validator_value}, not {error.instance}",
    "pattern": lambda error: (
        f"must match {error.validator_value}, and {kind_of(error.instance)} does not"
    ),
}

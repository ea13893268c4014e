"""The published JSON Schema of a saved run, and the first violation of the schema in a document."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from ..record.entries import Json

FILE = Path(__file__).with_suffix(".json")
_MOST_CHARS = 120


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(FILE.read_text(encoding="utf-8")))


def complaint(saved: Json) -> str:
    """Return the first violation, such as ``record.calls[3].at: 7 is not of type 'string'``; empty if
    there is none.
    """
    error = next(_validator().iter_errors(saved), None)
    if error is None:
        return ""
    text = error.message
    if len(text) > _MOST_CHARS:
        text = f"{text[: _MOST_CHARS // 2]} … {text[-_MOST_CHARS // 2 :]}"
    place = "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path
    )
    return f"{place.removeprefix('.')}: {text}" if place else text

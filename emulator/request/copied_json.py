"""Read a JSON object as people copy it: from Fetch History, a log, a chat or a mail."""

from __future__ import annotations

import ast
import json

from ..record.entries import Json

# What programs for text make of quotes, blanks and line ends.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2018\u2019\u201a", "'"),
        **dict.fromkeys("\u00a0\u2007\u202f", " "),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", None),
    }
)


def copied_json(text: str) -> Json:
    """Return the value that a copied text means: JSON, JSON inside a JSON text, a Python literal, or the one
    object with other words around it. Raises ValueError, of JSON's parser, if it means none.
    """
    try:
        return _unpacked(json.loads(text))
    except ValueError as error:
        first = error
    plain = text.translate(_PLAIN).strip()
    # A cell of a table breaks long text anywhere; a text of JSON has no line end in it.
    for form in (plain, plain.replace("\r", "").replace("\n", ""), _object_in(plain)):
        for read in (json.loads, _python_value):
            try:
                return _unpacked(read(form))
            except (ValueError, RecursionError):
                continue
    raise first


def _unpacked(value: Json) -> Json:
    """Return the object in a text of JSON (a log writes it so); any other value as it is."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        inner: Json = json.loads(value)
        return inner
    return value


def _object_in(text: str) -> str:
    """Return what stands from the first brace to the last one: ``Last Run: {…}``."""
    return text[text.find("{") : text.rfind("}") + 1] if "{" in text else ""


def _python_value(text: str) -> Json:
    """Return the value of a Python literal: integrations write it into their logs. Raises ValueError."""
    try:
        value: Json = json.loads(json.dumps(ast.literal_eval(text)))
    except (SyntaxError, TypeError, MemoryError) as error:
        raise ValueError(str(error)) from error
    return value

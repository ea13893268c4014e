"""Convert parameter values to the types that the server passes to an integration.

The rules were observed in code that reads ``demisto.params()``: type 8 is a boolean, 16 and 24 are lists, 9
is a dict, and every other type is text, even for numbers.
"""

from __future__ import annotations

import difflib
import json

from ...errors import UsageError
from ...record.entries import Json
from ..parameter import CREDENTIALS, FALSE_WORDS, TRUE_WORDS, Parameter, flag
from .credentials import credentials, given_fields, merged

BOOLEAN, SELECT = 8, 15
UNDECLARED = -1  # the type of a parameter that no yml declares
LISTS = frozenset({16, 24})


def default_of(parameter: Parameter) -> Json:
    """Return a parameter's default in the yml, converted to the type that the server passes."""
    default = parameter.default
    text = default if isinstance(default, str) else ("true" if default else "false")
    if parameter.type == BOOLEAN:
        return flag(default)
    if parameter.type == CREDENTIALS:
        return credentials(identifier=text)
    if parameter.type in LISTS:
        return _split(text, parameter.options)
    return text


def unset_value(parameter: Parameter, empty: Json) -> Json:
    """Return the value of a parameter that is not set: False, [], empty credentials, or ``empty`` for a text.

    ``incidentFetchInterval`` is "1".
    """
    if parameter.name == "incidentFetchInterval":
        return "1"
    if parameter.type == BOOLEAN:
        return False
    if parameter.type == CREDENTIALS:
        return credentials()
    return [] if parameter.type in LISTS else empty


def typed(parameter: Parameter, given: Json) -> Json:
    """Convert the user's value of a parameter to the type that the server passes.

    Raises UsageError for a value that the server would refuse.
    """
    where = f"parameter {parameter.name}"
    if parameter.type == BOOLEAN:
        return _boolean(given, where)
    if parameter.type == CREDENTIALS:
        return merged(credentials(), given_fields(parameter, given))
    if parameter.type == UNDECLARED and isinstance(given, (bool, list, dict)):
        return given
    if parameter.type in LISTS:
        items = _items(parameter, given, where)
        return [_option(parameter, item, where) for item in items]
    text = as_text(given, where)
    return _option(parameter, text, where) if parameter.type == SELECT and text else text


def as_text(given: Json, where: str) -> str:
    """Return a parameter's value as text: a text unchanged, other values as JSON.

    Raises UsageError for a list.
    """
    if isinstance(given, str):
        return given
    if isinstance(given, list):
        raise UsageError("the parameter's value must be a text, not a list", where=where)
    return json.dumps(given)


def _boolean(given: Json, where: str) -> bool:
    word = as_text(given, where).strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise UsageError(f"the parameter's value must be true or false, not {given!r}", where=where)


def _items(parameter: Parameter, given: Json, where: str) -> list[str]:
    if isinstance(given, str) and given.lstrip().startswith("["):
        try:
            given = json.loads(given)
        except ValueError as error:
            raise UsageError(
                f"the parameter's value is not a JSON list: {error}", where=where
            ) from error
    if isinstance(given, list):
        return [as_text(item, where) for item in given]
    return _split(as_text(given, where), parameter.options)


def _split(text: str, options: tuple[str, ...]) -> list[str]:
    """Split the value of a list parameter at its commas. Do not split a value that is one of the options: an
    option may contain a comma.
    """
    if text in options:
        return [text]
    return [item.strip() for item in text.split(",") if item.strip()]


def _option(parameter: Parameter, value: str, where: str) -> str:
    """Return a parameter's value unchanged.

    Raises UsageError if the yml lists options and it is not among them.
    """
    if not parameter.options or value in parameter.options or value == parameter.default:
        return value
    near = difflib.get_close_matches(value, parameter.options, n=1, cutoff=0.5)
    raise UsageError(
        f"{value!r} is not one of the parameter's options",
        where=where,
        advice=(
            *((f"did you mean {near[0]!r}?",) if near else ()),
            "options: " + ", ".join(parameter.options[:20]),
        ),
    )

"""Convert a command's arguments, which users type as text, to lists, booleans, numbers and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import json
    from collections.abc import Callable
    from datetime import datetime, timezone
    from typing import Any

    import dateparser
    import demistomock as demisto

    from .constants import STRING_OBJ_TYPES, STRING_TYPES
    from .ending import return_error

__all__ = (
    "argToBoolean",
    "argToList",
    "arg_to_datetime",
    "arg_to_number",
    "assign_params",
    "remove_duplicates_from_list_arg",
    "safe_load_json",
)

_TRUE_WORDS = ("true", "yes")
_FALSE_WORDS = ("false", "no")
# A number above this is milliseconds, below it seconds (observed).
_MOST_SECONDS = 2_000_000_000


def argToList(arg: Any, separator: str = ",", transform: Callable[[Any], Any] | None = None) -> Any:
    """Return a command's argument as a list; ``transform`` converts each item.

    A JSON list and a text with separators are split. A list is used as it is. Any other value becomes a list
    of one item, and an empty value an empty list.
    """
    if not arg:
        return []
    if isinstance(arg, list):
        items = arg
    elif isinstance(arg, STRING_TYPES):
        items = _items(arg, separator)
    else:
        items = [arg]
    return [transform(item) for item in items] if transform else items


def _items(text: Any, separator: str) -> list[Any]:
    """Split a text at its separators; parse a text in square brackets as JSON.

    Raises json.JSONDecodeError.
    """
    if text[0] == "[" and text[-1] == "]":
        items = json.loads(text)
        return items if isinstance(items, list) else [items]
    return [item.strip() for item in text.split(separator)]


def argToBoolean(value: Any) -> bool:
    """Return a boolean for a boolean, or for yes, no, true, false in any letter case. Raises ValueError for
    anything else.
    """
    if isinstance(value, bool):
        return value
    if not isinstance(value, STRING_OBJ_TYPES):
        raise ValueError("Argument is neither a string nor a boolean")
    word = value.lower()
    if word in _TRUE_WORDS:
        return True
    if word in _FALSE_WORDS:
        return False
    raise ValueError("Argument does not contain a valid boolean-like value")


def arg_to_number(arg: Any, arg_name: str | None = None, required: bool = False) -> int | None:
    """Return a command's argument (an integer or a text) as an integer; None if it is empty.

    The decimals of a text are cut off. Raises ValueError for any other value, and for an empty one that is
    ``required``.
    """
    if arg is None or arg == "":
        if required:
            raise _missing(arg_name)
        return None
    if isinstance(arg, int):
        return arg
    if isinstance(arg, str):
        if arg.isdigit():
            return int(arg)
        try:
            return int(float(arg))
        except (OverflowError, ValueError):
            pass
    raise _invalid("number", arg, arg_name)


def arg_to_datetime(
    arg: Any,
    arg_name: str | None = None,
    is_utc: bool = True,
    required: bool = False,
    settings: dict[str, Any] | None = None,
) -> datetime | None:
    """Return a command's argument as a datetime; it may be any text that dateparser understands.

    A number counts as seconds or milliseconds since 1970. The datetime has a zone if the argument is a number
    (with ``is_utc``) or a text with a zone, else none (observed in production). Returns None for None. Raises
    ValueError for any other value, and for None if it is ``required``.
    """
    if arg is None:
        if required:
            raise _missing(arg_name)
        return None
    if isinstance(arg, (int, float)) or (isinstance(arg, str) and arg.isdigit()):
        return _instant(float(arg), is_utc)
    if isinstance(arg, str):
        date: datetime | None = dateparser.parse(arg, settings=settings or {"TIMEZONE": "UTC"})
        if date is not None:
            return date
    raise _invalid("date", arg, arg_name)


def _instant(number: float, is_utc: bool) -> datetime:
    seconds = number / 1000 if number > _MOST_SECONDS else number
    return datetime.fromtimestamp(seconds, timezone.utc if is_utc else None)


def _missing(arg_name: str | None) -> ValueError:
    return ValueError(f'Missing "{arg_name}"' if arg_name else "Missing required argument")


def _invalid(what: str, arg: Any, arg_name: str | None) -> ValueError:
    if arg_name:
        return ValueError(f'Invalid {what}: "{arg_name}"="{arg}"')
    return ValueError(f'"{arg}" is not a valid {what}')


def assign_params(keys_to_ignore: Any = None, values_to_ignore: Any = None, **kwargs: Any) -> Any:
    """Return the keyword arguments as a dictionary, without empty values and without ``keys_to_ignore``.

    ``values_to_ignore`` replaces the values that count as empty.
    """
    empty = (None, "", [], {}, ()) if values_to_ignore is None else values_to_ignore
    unwanted = () if keys_to_ignore is None else keys_to_ignore
    return {
        key: value for key, value in kwargs.items() if value not in empty and key not in unwanted
    }


def remove_duplicates_from_list_arg(args: Any, field: Any) -> list[Any]:
    """Return the distinct items of a command's list argument, in no defined order."""
    return list(set(argToList(args.get(field))))


def safe_load_json(json_object: Any) -> Any:
    """Return a dictionary or list unchanged; otherwise parse JSON from a text, or from a War Room file.

    A text that does not look like JSON is the entry id of that file. Broken JSON ends the command with
    ``return_error``.
    """
    if isinstance(json_object, (dict, list)):
        return json_object
    if (json_object.startswith("{") and json_object.endswith("}")) or (
        json_object.startswith("[") and json_object.endswith("]")
    ):
        try:
            return json.loads(json_object)
        except ValueError as error:
            return_error(
                "Unable to parse JSON string. Please verify the JSON is valid. - " + str(error)
            )
    try:
        with open(demisto.getFilePath(json_object)["path"], "rb") as file:  # noqa: PTH123
            return json.load(file)
    except Exception as error:
        return_error(
            "Unable to parse JSON file. Please verify the JSON is valid or the EntryID is correct. - "
            + str(error)
        )

"""Read, cut and clean dictionaries, lists and texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import base64
    import json
    import re
    from collections.abc import Iterator
    from typing import Any

    import demistomock as demisto


__all__ = (
    "b64_encode",
    "batch",
    "comma_separated_mapping_to_dict",
    "convert_dict_values_bytes_to_str",
    "dict_safe_get",
    "encode_string_results",
    "is_filename_valid",
    "merge_lists",
    "parse_json_string",
    "remove_empty_elements",
    "remove_nulls_from_dictionary",
    "replace_spaces_in_credential",
    "shorten_string_for_printing",
    "urljoin",
)


def batch(iterable: Any, batch_size: int = 1) -> Iterator[Any]:
    """Yield the items in slices of at most ``batch_size``.

    The iterable must support slicing (observed in production).
    """
    rest = iterable
    part = rest[:batch_size]
    while part:
        yield part
        rest = rest[batch_size:]
        part = rest[:batch_size]


def dict_safe_get(
    dict_object: Any,
    keys: Any,
    default_return_value: Any = None,
    return_type: Any = None,
    raise_return_type: bool = True,
) -> Any:
    """Return the value at the path ``keys`` in nested dictionaries, or the default.

    Raises TypeError for a value of another type than ``return_type``; returns the default for it with
    ``raise_return_type=False``.
    """
    found = dict_object
    for key in keys:
        try:
            found = found[key]
        except (KeyError, TypeError, IndexError, AttributeError):
            found = default_return_value
            break
    if return_type and not isinstance(found, return_type):
        if raise_return_type:
            raise TypeError(
                "Safe get Error:\n"
                f"Details: Return Type Error Excepted return type {return_type},"
                f" but actual type from nested dict/list is {type(found)} with value {found}.\n"
                f"Query: {keys}\n"
                f"Queried object: {dict_object}"
            )
        found = default_return_value
    return found


def remove_empty_elements(d: Any) -> Any:
    """Return a copy without None, empty lists and empty dictionaries, at any depth. Empty texts stay."""
    if isinstance(d, dict):
        kept = ((key, remove_empty_elements(value)) for key, value in d.items())
        return {key: value for key, value in kept if not _is_empty(value)}
    if isinstance(d, list):
        return [value for value in map(remove_empty_elements, d) if not _is_empty(value)]
    return d


def _is_empty(value: Any) -> bool:
    return value is None or value == {} or value == []


def remove_nulls_from_dictionary(data: Any) -> None:
    """Remove the keys with an empty value (None, "", [], {}, ()) from the given dictionary itself."""
    for key in list(data.keys()):
        if data[key] in ("", None, [], {}, ()):
            del data[key]


def b64_encode(text: Any) -> str:
    if not text:
        return ""
    raw = text if isinstance(text, bytes) else text.encode("utf-8")
    return base64.b64encode(raw).decode("utf-8")


def encode_string_results(text: Any) -> Any:
    """Return the text unchanged; the function had an effect in Python 2 only."""
    return text


def shorten_string_for_printing(source_string: Any, max_length: int = 64) -> Any:
    """Replace the middle of a text longer than ``max_length`` by three dots."""
    if not source_string or max_length < 1 or len(source_string) <= max_length:
        return source_string
    after = int((max_length - 3) / 2)
    before = after + (max_length - 3) % 2
    return source_string[:before] + "..." + source_string[-after:]


def merge_lists(original_list: Any, updated_list: Any, key: str) -> list[Any]:
    """Merge two lists of dictionaries; of two with the same value of ``key``, the updated one is used.

    Dictionaries marked ``remove`` are left out.
    """
    merged = {item[key]: item for item in original_list}
    merged.update({item[key]: item for item in updated_list})
    for item in merged.values():
        if item.get("remove", False) is True:
            demisto.debug(f"Removing from integration context: {item}")
    return [item for item in merged.values() if item.get("remove", False) is False]


def comma_separated_mapping_to_dict(raw_text: Any) -> dict[str, str]:
    """Return ``"a=1, b=2"`` as a dictionary. Another form gives an empty key (observed)."""
    mapping: dict[str, str] = {}
    for pair in (raw_text or "").split(",") if raw_text else ():
        key, found, value = pair.strip().partition("=")
        if not found or "=" in value:
            demisto.error(f"{pair!r} is no key=value pair of a comma-separated mapping")
            key = value = ""
        elif key in mapping:
            demisto.debug(f"the key {key} is given twice; the latter value counts")
        mapping[key] = value
    return mapping


def parse_json_string(json_string: Any) -> Any:
    """Parse JSON; text that is not JSON gives an empty dictionary and a line in the log (observed)."""
    try:
        return json.loads(json_string)
    except json.JSONDecodeError as error:
        demisto.error(f"Error decoding JSON: {error}")
        return {}


def replace_spaces_in_credential(credential: Any) -> Any:
    """Replace the blanks between the BEGIN and END lines of a certificate or key by line breaks.

    A form field turns the line breaks of a credential into blanks. Any other text stays as it is.
    """
    if not credential:
        return credential
    begin = re.search(r"-----BEGIN(.*?)-----", credential)
    end = re.search(r"-----END(.*?)-----", credential)
    if not begin or not end or begin.end() > end.start():
        return credential
    inner = credential[begin.end() : end.start()].replace(" ", "\n")
    return credential[: begin.end()] + inner + credential[end.start() :]


def urljoin(url: Any, suffix: Any = "") -> Any:
    """Join two parts of a URL with exactly one slash."""
    if url[-1:] != "/":
        url = url + "/"
    return url + (suffix[1:] if suffix.startswith("/") else suffix)


def convert_dict_values_bytes_to_str(input_dict: Any) -> dict[Any, Any]:
    """Decode the values of a dictionary that are bytes, in dictionaries and lists inside it too."""
    return {name: _decoded(value) for name, value in input_dict.items()}


def _decoded(value: Any) -> Any:
    if isinstance(value, dict):
        return convert_dict_values_bytes_to_str(value)
    if isinstance(value, list):
        # A list in a list stays as it is (observed).
        return [one if isinstance(one, list) else _decoded(one) for one in value]
    return value.decode() if isinstance(value, bytes) else value


def is_filename_valid(filename: Any) -> bool:
    """Whether a file's name has no character that a file system could refuse."""
    return bool(filename) and not set(filename) & set("~)('\\!*<>:;,?\"|/")

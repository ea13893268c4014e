"""Convert keys and headers between letter cases (camelCase, snake_case, Title Case), and escape texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from typing import Any

    from ..constants import STRING_OBJ_TYPES

__all__ = (
    "camel_case_to_underscore",
    "camelize",
    "camelize_string",
    "hash_djb2",
    "pascalRegex",
    "pascalToSpace",
    "replace_in_keys",
    "response_to_context",
    "snakify",
    "stringEscape",
    "stringUnEscape",
    "string_to_context_key",
    "string_to_table_header",
    "underscoreToCamelCase",
)

pascalRegex = re.compile("([A-Z]?[a-z]+)")
_WORD_START = r"(?<=[a-z0-9])(?=[A-Z])|(?<=.)(?=[A-Z][a-z])"


def _joined(parts: list[str], upper_first: bool) -> str:
    first, *others = parts
    return (first.title() if upper_first else first.lower()) + "".join(
        part.title() for part in others
    )


def camelize(src: Any, delim: str = " ", upper_camel: bool = True) -> Any:
    """Return a dictionary, or a list of them, with the keys of the top level in CamelCase."""
    if isinstance(src, list):
        return [camelize(item, delim, upper_camel) for item in src]
    return {_joined(key.split(delim), upper_camel): value for key, value in src.items()}


def camelize_string(src_str: Any, delim: str = "_", upper_camel: bool = True) -> str:
    return _joined(src_str.split(delim), upper_camel) if src_str else ""


def underscoreToCamelCase(s: Any, upper_camel: bool = True) -> Any:
    """Return ``some_key`` as ``SomeKey``; return a value that is not a text unchanged."""
    return _joined(s.split("_"), upper_camel) if isinstance(s, STRING_OBJ_TYPES) else s


def camel_case_to_underscore(s: Any) -> str:
    return re.sub(_WORD_START, "_", s).lower()


def snakify(src: Any) -> dict[str, Any]:
    """Return a dictionary with the keys of the top level in snake_case."""
    return {camel_case_to_underscore(key): value for key, value in src.items()}


def pascalToSpace(s: Any) -> Any:
    """Return ``AbcDef`` as ``Abc Def``; return a value that is not a text unchanged."""
    if not isinstance(s, STRING_OBJ_TYPES):
        return s
    words = [part.strip() for part in pascalRegex.split(s)]
    titled = (word.title() if pascalRegex.fullmatch(word) else word for word in words)
    return " ".join(" ".join(titled).split())


def string_to_table_header(string: Any) -> str:
    """Return ``some_key`` as ``Some Key``. Raises Exception for a value that is not a text."""
    return " ".join(word.capitalize() for word in _text_key(string).replace("_", " ").split())


def string_to_context_key(string: Any) -> str:
    """Return ``some_key`` as ``SomeKey``. Raises Exception for a value that is not a text."""
    return "".join(word.capitalize() for word in _text_key(string).split("_"))


def _text_key(key: Any) -> str:
    if not isinstance(key, str):
        raise Exception(f"The key is not a string: {key}")
    return key


def replace_in_keys(src: Any, existing: str = ".", new: str = "_") -> Any:
    """Replace a text in the top-level keys of a dictionary, or of a list of dictionaries."""
    if isinstance(src, list):
        return [replace_in_keys(item, existing, new) for item in src]
    return {key.replace(existing, new): value for key, value in src.items()}


def stringEscape(st: Any) -> Any:
    """Replace each line break or tab in a text by a backslash and the letter ``n``, ``r`` or ``t``."""
    return st.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t")


def stringUnEscape(st: Any) -> Any:
    return st.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t")


def hash_djb2(s: Any, seed: int = 5381) -> int:
    """Return the 32-bit djb2 hash of a text."""
    value = seed
    for char in s:
        value = value * 33 + ord(char)
    return value & 0xFFFFFFFF


def response_to_context(reponse_obj: Any, user_predefiend_keys: Any = None) -> Any:
    """Return a product's answer with the keys of a context: ``some_key`` is ``SomeKey``, ``id`` is ``ID``.

    ``user_predefiend_keys`` names other keys; it holds for the outermost object only (observed in code).
    """
    own = {"id": "ID", "uuid": "UUID", **(user_predefiend_keys or {})}
    if isinstance(reponse_obj, dict):
        return {
            own[key] if key in own else string_to_context_key(key): response_to_context(value)
            for key, value in reponse_obj.items()
        }
    if isinstance(reponse_obj, list):
        return [response_to_context(item) for item in reponse_obj]
    return reponse_obj

"""Find the dictionary keys with which an integration's code reads answers, and guess what they mean."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ..record.id_guess import is_id_name
from ..record.words import words_of
from ..recording.event_fields import named_as_time

_LISTS = frozenset((
    "data", "value", "values", "results", "result", "items", "records", "events", "alerts", "incidents",
    "entries", "resources", "objects", "list", "hits", "detections", "findings", "issues", "cases",
    "tickets", "messages", "logs", "threats", "rows", "offenses",
))  # fmt: skip
TOKENS = (
    "access_token", "token", "accessToken", "id_token", "auth_token", "authToken", "jwt", "session",
    "sessionId", "session_id", "sid", "ticket", "api_token", "bearer",
)  # fmt: skip
_SEVERITIES = (("Low", "Medium", "High"), ("LOW", "MEDIUM", "HIGH"), ("low", "medium", "high"))
_NOT_OURS = re.compile(
    r"headers?|params?|url|proxy|proxies|insecure|apikey|api_key|credentials|identifier|password"
    r"|max_fetch|first_fetch|snapshot_?id|nextTrigger|last_?(fetch|run|id|ids|time)\w*|incidents?|name|occurred|raw_?json|isFetch"
    r"|status|error|errors|message|detail|verify|fetch_\w+|is_\w+",
    re.I,
)
_MOST = 10


def keys_of(text: str) -> tuple[str, ...]:
    """Return the text constants that the code uses as keys: in ``x["key"]``, ``get`` and ``pop``, in
    order.
    """
    found = sorted(_keys(ast.parse(text)))
    return tuple(dict.fromkeys(key for _, key in found))


def _keys(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        key: ast.expr | None = None
        if isinstance(node, ast.Subscript):
            key = node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            key = node.args[0] if node.func.attr in ("get", "pop") else None
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value:
            yield node.lineno, key.value  # type: ignore[attr-defined]


def list_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys that may hold the list of events in an answer, the most likely first.

    An empty text among them means that the answer itself is the list.
    """
    known = [name for name in keys if name.lower() in _LISTS]
    plural = [
        name
        for name in keys
        if name not in known
        and re.fullmatch(r"[A-Za-z]\w*[a-z]s", name)
        and not _NOT_OURS.fullmatch(name)
    ]
    return (*known[:_MOST], "", *plural[: _MOST - len(known)])


def id_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys that may hold an event's id, ``id`` first."""
    found = [key for key in keys if _is_one_id(key) and not _NOT_OURS.fullmatch(key)]
    return tuple(dict.fromkeys(("id", *found)))[:_MOST]


def _is_one_id(key: str) -> bool:
    return (is_id_name(key) and not key.endswith("s")) or words_of(key)[-1:] == ["key"]


def time_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys that may hold an event's creation time, ``created`` last."""
    found = [key for key in keys if named_as_time(key) and not _NOT_OURS.fullmatch(key)]
    return tuple(dict.fromkeys((*found, "created")))[:_MOST]


def token_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys that may hold the token in the answer to a login."""
    found = tuple(name for name in TOKENS if name in keys)
    return found or ("access_token", "token")


def severity_words(text: str) -> tuple[str, ...]:
    """Return the words for low, medium and high severity in the spelling of the integration's code."""
    constants = {
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    spelt = (words for words in _SEVERITIES if constants.issuperset(words))
    return next(spelt, _SEVERITIES[-1])

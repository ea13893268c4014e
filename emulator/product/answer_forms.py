"""Convert the return value of a vendor's ``handle()`` (JSON, a dictionary, …) to a Response, Failure or
None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .message import Failure, Headers, Response

KEYS = ("status", "headers", "body", "json")
ALLOWED = (
    'a dictionary with any of "status", "headers", "body", "json"',
    "a list (sent as JSON)",
    "a Response, or a Failure",
    "None, where the request is not one of the vendor's",
)


def to_answer(returned: object) -> Response | Failure | None:
    """Convert the return value of a vendor's ``handle()`` to a Response, a Failure or None.

    Raises ValueError for a value in none of the forms of ``ALLOWED``, and for one that cannot be sent.
    """
    if returned is None or isinstance(returned, (Response, Failure)):
        return returned
    if isinstance(returned, list):
        return _checked("a list that cannot be sent", lambda: Response.of(json=returned))
    if isinstance(returned, dict):
        _check_keys(returned)
        return _checked("a dictionary that cannot be sent", lambda: _from_dict(returned))
    raise ValueError(f"handle() returned {_named(returned)}, which is no answer")


def _check_keys(given: Mapping[Any, Any]) -> None:
    unknown = [key for key in given if key not in KEYS]
    if unknown:
        names = ", ".join(repr(key) for key in unknown[:5])
        raise ValueError(
            f"handle() returned a dictionary with {names}, unknown in an answer (JSON goes under 'json')"
        )
    if not given:
        raise ValueError("handle() returned an empty dictionary (an empty object is {'json': {}})")
    if "json" in given and "body" in given:
        raise ValueError("handle() returned a dictionary with both 'json' and 'body'")


def _from_dict(given: Mapping[str, Any]) -> Response:
    status, headers = given.get("status", 200), Headers(given.get("headers") or ())
    if "json" in given:
        return Response.of(given["json"], status, headers)
    body = given.get("body", b"")
    if isinstance(body, str):
        return Response.of_text(body, status, headers)
    return Response(status, headers, b"" if body is None else body)


def _checked(what: str, make: Callable[[], Response]) -> Response:
    try:
        return make()
    except (ValueError, TypeError) as error:
        raise ValueError(f"handle() returned {what}: {error}") from error


def _named(returned: object) -> str:
    shown = repr(returned) if isinstance(returned, (str, bytes, bool, int, float)) else ""
    kind = type(returned).__name__
    return f"{kind} {shown[:60]}" if shown else f"an object of type {kind}"

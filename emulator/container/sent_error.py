"""Exceptions that travel from the child to the supervisor and arrive as themselves."""

from __future__ import annotations

import json
import traceback

from .. import errors
from ..errors import XfetchError


def sent(error: XfetchError) -> bytes:
    fields = {
        "class": type(error).__name__,
        "what": error.what,
        "where": error.where,
        "advice": list(error.advice),
    }
    return json.dumps(fields).encode()


def rebuilt(payload: bytes) -> XfetchError:
    """The error with its class, and its exit code with that."""
    fields = json.loads(payload)
    found = getattr(errors, fields["class"], None)
    cls: type[XfetchError] = XfetchError
    if isinstance(found, type) and issubclass(found, XfetchError):
        cls = found
    return cls(fields["what"], where=fields["where"], advice=tuple(fields["advice"]))


class InTheChild(Exception):
    """The traceback of an exception in the child, as the cause of the one that is raised for it."""


def sent_bug(error: BaseException) -> bytes:
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return json.dumps({"what": f"{type(error).__name__}: {error}", "trace": text}).encode()


def rebuilt_bug(payload: bytes) -> RuntimeError:
    fields = json.loads(payload)
    error = RuntimeError(f"in the child process: {fields['what']}")
    error.__cause__ = InTheChild(fields["trace"])
    return error

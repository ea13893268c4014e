"""Describe how one execution of an integration ended."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field, replace

from ..error_text import exception_text, named_error
from ..record.entries import Line
from .failed.failure_point import FailurePoint, Origin, point_of

# Exceptions whose class name adds nothing to the message.
_SPEECHLESS = ("Exception", "DemistoException")


@dataclass(frozen=True)
class Ending:
    """How one execution of an integration ended.

    ``status`` is ok, error or timeout; ``message`` is the text that the server would show. ``line`` is the
    innermost line of the integration in the traceback; ``trace`` is the traceback with the user's file names.
    ``cause`` and ``cause_line`` describe the original exception if the integration handled it and then raised
    another. ``point`` is what the integration held where the first of the exceptions was raised.
    """

    status: str
    message: str = ""
    error_type: str = ""
    line: Line | None = None
    trace: str = ""
    cause: str = ""
    cause_line: Line | None = None
    point: FailurePoint = field(default_factory=FailurePoint)


OK = Ending("ok")


def uncaught(error: BaseException, origin: Origin) -> Ending:
    """Return the Ending of an execution that raised an exception which the integration did not catch."""
    name = type(error).__name__
    text = exception_text(error).strip()
    message = text if text and name in _SPEECHLESS else named_error(error)
    line, trace = _line(error, origin), _trace(error, origin)
    cause = cause_of(_handled(error), origin)
    point = cause.point if cause.line else point_of(error, origin)
    return Ending("error", message, name, line, trace, cause.text, cause.line, point)


@dataclass(frozen=True)
class Cause:
    """The original exception behind an error: its class and text, line and traceback, and what the
    integration held there; all empty without one.
    """

    text: str = ""
    line: Line | None = None
    trace: str = ""
    point: FailurePoint = field(default_factory=FailurePoint)


def cause_of(error: BaseException | None, origin: Origin) -> Cause:
    """Find the original exception behind ``error``: the innermost of its causes and contexts.

    An exception without a line of the integration in its traceback is skipped: libraries often raise and
    handle exceptions that explain nothing.
    """
    found, seen = None, set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if _line(error, origin) is not None:
            found = error
        error = _handled(error)
    if found is None:
        return Cause()
    line, trace = _line(found, origin), _trace(found, origin)
    return Cause(named_error(found), line, trace, point_of(found, origin))


def _handled(error: BaseException) -> BaseException | None:
    """Return the exception that was being handled when this one was raised."""
    return error.__cause__ or error.__context__


def advised(ending: Ending, advice: str) -> Ending:
    """Return the Ending with advice, in brackets, at the end of its error message."""
    return replace(ending, message=f"{ending.message} ({advice})")


def exited(ending: SystemExit, origin: Origin) -> Ending:
    """Return the Ending of an execution that called ``sys.exit``.

    The exit codes None and 0 count as success (observed in production's code).
    """
    code = ending.code
    if code is None or (isinstance(code, int) and int(code) == 0):
        return OK
    text = f"exit code {int(code)}" if isinstance(code, int) else exception_text(code)
    cause = cause_of(_handled(ending), origin)
    line, trace = _line(ending, origin), _trace(ending, origin)
    return Ending("error", text, "SystemExit", line, trace, cause.text, cause.line, cause.point)


def _line(error: BaseException, origin: Origin) -> Line | None:
    line = None
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == origin.filename:
            line = Line(origin.file, number)
    return line


def _trace(error: BaseException, origin: Origin) -> str:
    lines = []
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == origin.filename:
            lines.append(
                f"{origin.file}:{frame.lineno} in {frame.name}: {frame.line or ''}".rstrip()
            )
    return "\n".join(lines)

"""Describe how one execution of an integration ended."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..error_text import exception_text, named_error
from ..record.entries import Line

# Exceptions whose class name adds nothing to the message.
_SPEECHLESS = ("Exception", "DemistoException")


@dataclass(frozen=True)
class Ending:
    """How one execution of an integration ended.

    ``status`` is ok, error or timeout; ``message`` is the text that the server would show. ``line`` is the
    innermost line of the integration in the traceback; ``trace`` is the traceback with the user's file names.
    ``cause`` and ``cause_line`` describe the original exception if the integration handled it and then raised
    another.
    """

    status: str
    message: str = ""
    error_type: str = ""
    line: Line | None = None
    trace: str = ""
    cause: str = ""
    cause_line: Line | None = None


OK = Ending("ok")


def uncaught(error: BaseException, sources: Mapping[str, str]) -> Ending:
    """Return the Ending of an execution that raised an exception which the integration did not catch."""
    name = type(error).__name__
    text = exception_text(error).strip()
    message = text if text and name in _SPEECHLESS else named_error(error)
    line, trace = _line(error, sources), _trace(error, sources)
    cause = cause_of(_handled(error), sources)
    return Ending("error", message, name, line, trace, cause.text, cause.line)


@dataclass(frozen=True)
class Cause:
    """The original exception behind an error: its class and text, line and traceback; all empty without
    one.
    """

    text: str = ""
    line: Line | None = None
    trace: str = ""


def cause_of(error: BaseException | None, sources: Mapping[str, str]) -> Cause:
    """Find the original exception behind ``error``: the innermost of its causes and contexts.

    An exception without a line of the integration in its traceback is skipped: libraries often raise and
    handle exceptions that explain nothing.
    """
    found, seen = None, set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if _line(error, sources) is not None:
            found = error
        error = _handled(error)
    if found is None:
        return Cause()
    return Cause(named_error(found), _line(found, sources), _trace(found, sources))


def _handled(error: BaseException) -> BaseException | None:
    """Return the exception that was being handled when this one was raised."""
    return error.__cause__ or error.__context__


def advised(ending: Ending, advice: str) -> Ending:
    """Return the Ending with advice, in brackets, at the end of its error message."""
    return replace(ending, message=f"{ending.message} ({advice})")


def exited(ending: SystemExit, sources: Mapping[str, str]) -> Ending:
    """Return the Ending of an execution that called ``sys.exit``.

    The exit codes None and 0 count as success (observed in production's code).
    """
    code = ending.code
    if code is None or (isinstance(code, int) and int(code) == 0):
        return OK
    text = f"exit code {int(code)}" if isinstance(code, int) else exception_text(code)
    cause = cause_of(_handled(ending), sources)
    line, trace = _line(ending, sources), _trace(ending, sources)
    return Ending("error", text, "SystemExit", line, trace, cause.text, cause.line)


def _line(error: BaseException, sources: Mapping[str, str]) -> Line | None:
    line = None
    for frame, number in traceback.walk_tb(error.__traceback__):
        name = sources.get(frame.f_code.co_filename)
        if name is not None:
            line = Line(name, number)
    return line


def _trace(error: BaseException, sources: Mapping[str, str]) -> str:
    lines = []
    for frame in traceback.extract_tb(error.__traceback__):
        name = sources.get(frame.filename)
        if name is not None:
            lines.append(f"{name}:{frame.lineno} in {frame.name}: {frame.line or ''}".rstrip())
    return "\n".join(lines)

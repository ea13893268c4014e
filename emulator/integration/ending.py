"""How the execution of an integration ended."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..record import Line

# What return_error and hand-written code raise for a message, where the class says nothing.
_SPEECHLESS = ("Exception", "DemistoException")


@dataclass(frozen=True)
class Ending:
    """``status`` is ok, error or timeout; ``message`` what the server would show.

    ``line`` is the integration's innermost line in the traceback, ``trace`` the traceback's text
    with file names as users know them. ``cause`` and ``cause_line`` are those of the exception behind it
    that is nearest to the mistake, empty where there is none.
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
    """The ending for an exception that nobody caught."""
    name = type(error).__name__
    text = str(error).strip()
    named = f"{name}: {text}" if text else name
    message = text if text and name in _SPEECHLESS else named
    line, trace = _line(error, sources), _trace(error, sources)
    behind = _behind(error, sources)
    if behind is None:
        return Ending("error", message, name, line, trace)
    told = f"{type(behind).__name__}: {behind}".strip().removesuffix(":")
    return Ending("error", message, name, line, trace, told, _line(behind, sources))


def _behind(error: BaseException, sources: Mapping[str, str]) -> BaseException | None:
    """The innermost exception in whose handling this one was raised, as long as the integration's own
    lines are in it: what libraries raise among themselves explains nothing."""
    found, seen = None, {id(error)}
    inner = error.__cause__ or error.__context__
    while inner is not None and id(inner) not in seen:
        seen.add(id(inner))
        if _line(inner, sources) is not None:
            found = inner
        inner = inner.__cause__ or inner.__context__
    return found


def advised(ending: Ending, advice: str) -> Ending:
    """The same ending, with a way out after its message."""
    return replace(ending, message=f"{ending.message} ({advice})")


def exited(code: object) -> Ending:
    """The ending for ``sys.exit(code)``: None and 0 are normal ends (observed in code)."""
    if code is None or code == 0:
        return OK
    text = f"exit code {code}" if isinstance(code, int) else str(code)
    return Ending("error", text, "SystemExit")


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

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
    with file names as users know them.
    """

    status: str
    message: str = ""
    error_type: str = ""
    line: Line | None = None
    trace: str = ""


OK = Ending("ok")


def uncaught(error: BaseException, sources: Mapping[str, str]) -> Ending:
    """The ending for an exception that nobody caught."""
    name = type(error).__name__
    text = str(error).strip()
    named = f"{name}: {text}" if text else name
    message = text if text and name in _SPEECHLESS else named
    return Ending("error", message, name, _line(error, sources), _trace(error, sources))


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

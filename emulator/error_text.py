"""The text of an exception. Its class may come from foreign code, so its ``__str__`` may raise."""

from __future__ import annotations

from .errors import Bug, Interruption

# Python writes the same in a traceback.
_SILENT = "<exception str() failed>"


def own_text(value: object) -> str | None:
    """Return the text of an exception or of an argument of ``sys.exit``, None if ``__str__`` raises.

    The result is a plain ``str``, not an instance of a subclass. An Interruption from ``__str__`` is raised.
    """
    try:
        return str.__str__(str(value))
    except Interruption:
        raise
    except BaseException:
        return None


def exception_text(value: object) -> str:
    """Return the text of an exception, or ``<exception str() failed>`` if its ``__str__`` raises."""
    text = own_text(value)
    return _SILENT if text is None else text


def named_error(error: BaseException) -> str:
    """Return ``Class: text`` for an exception; a Bug already has such a text."""
    if isinstance(error, Bug):
        return error.what
    name, text = type(error).__name__, exception_text(error).strip()
    return f"{name}: {text}" if text else name

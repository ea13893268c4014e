"""What an exception says of itself. Whoever wrote its class is not us, so its ``__str__`` may raise."""

from __future__ import annotations

from .errors import Bug, Interruption

# What Python itself writes in a traceback.
_SILENT = "<exception str() failed>"


def own_text(value: object) -> str | None:
    """The text of an exception, or of what ``sys.exit`` was given; a plain string, whatever its class.
    None where it cannot tell it."""
    try:
        return str.__str__(str(value))
    except Interruption:
        raise
    except BaseException:
        return None


def exception_text(value: object) -> str:
    """The same, with Python's own words where it cannot tell it."""
    text = own_text(value)
    return _SILENT if text is None else text


def named_error(error: BaseException) -> str:
    """The class and the text of an exception; of a Bug what it has of another one."""
    if isinstance(error, Bug):
        return error.what
    name, text = type(error).__name__, exception_text(error).strip()
    return f"{name}: {text}" if text else name

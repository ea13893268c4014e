"""What an exception says of itself. Whoever wrote its class is not us, so its ``__str__`` may raise."""

from __future__ import annotations

from .errors import Interruption

# What Python itself writes in a traceback.
_SILENT = "<exception str() failed>"


def exception_text(value: object) -> str:
    """The text of an exception, or of what ``sys.exit`` was given; a plain string, whatever its class."""
    try:
        return str.__str__(str(value))
    except Interruption:
        raise
    except BaseException:
        return _SILENT


def named_error(error: BaseException) -> str:
    """The class and the text of an exception."""
    name, text = type(error).__name__, exception_text(error).strip()
    return f"{name}: {text}" if text else name

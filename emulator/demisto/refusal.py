"""How a call is refused: clearly, and as an exception that integration code can meet."""

from __future__ import annotations


class NotEmulatedCall(Exception):
    """A demisto call that would need a real server behind it."""


def not_emulated(name: str, why: str) -> NotEmulatedCall:
    return NotEmulatedCall(f"demisto.{name}() is not emulated by xfetch: {why}")


def script_only(name: str) -> Exception:
    """Production's own refusal of a script's function to an integration (observed in code)."""
    return Exception(f"Demisto object has no function `{name}` for Integration.")

"""Arguments inside the text of a query that no language here reads: pipes, GraphQL without variables."""

from __future__ import annotations

import re

_BEFORE = re.compile(r"([\w.$@-]+\s*(>=|>|==?|:)\s*)['\"]?$")
_LIMIT = re.compile(r"\b((?:head|limit|first|take|top)\s*[:=]?\s*)(\d{1,5})\b", re.I)


def inline_start(ref: str, text: str, written: str) -> tuple[str, str] | None:
    """The operator and the reference of the time that is ``written`` there; None where what stands before
    it is no comparison."""
    before = _BEFORE.search(text.partition(written)[0])
    if before is None or not _first(text, before[1], written):
        return None
    return "gt" if before[2] == ">" else "ge", f"{ref}|after '{before[1]}'"


def inline_limit(ref: str, text: str) -> str:
    """The reference of a limit, empty where none stands there."""
    found = _LIMIT.search(text)
    return f"{ref}|after '{found[1]}'" if found and _first(text, found[1], found[2]) else ""


def _first(text: str, before: str, value: str) -> bool:
    """Whether the value follows where the text before it stands first: so it will be read."""
    return text.partition(before)[2].lstrip(" '\"").startswith(value)

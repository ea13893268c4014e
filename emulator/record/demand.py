"""Tell whether an error message says that a value is missing; the caller gives the names it may have."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DEMANDS = re.compile(
    r"\b(must|required?|missing|provide[ds]?|please|specify|supplied|supply|enter|empty|not set|no value"
    r"|invalid|cannot be|should be|mandatory|configured?)\b",
    re.I,
)
_FEWEST_CHARS = 3


def demands(message: str, names: Iterable[str]) -> bool:
    """Whether an error message says that a value with one of these names is missing or must be given.

    Names of fewer than 3 characters do not count.
    """
    if not _DEMANDS.search(message) and "KeyError" not in message:
        return False
    return any(_says(message, name.strip()) for name in names)


def _says(message: str, name: str) -> bool:
    long = len(name) >= _FEWEST_CHARS
    return long and bool(re.search(rf"\b{re.escape(name)}s?\b", message, re.I))

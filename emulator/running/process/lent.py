"""The Python modules that a child with another interpreter borrows from xfetch's own installation."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

# What the emulator imports, and what these import: pure Python, or usable without their C part.
_LENT = ("freezegun", "dateutil", "six", "yaml", "tzdata")


def lent_modules() -> dict[str, str]:
    """Return the name of each borrowed module with the folder that contains it. Other modules in that
    folder are not borrowed.
    """
    places = {}
    for name in _LENT:
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            origin = Path(spec.origin)
            places[name] = str(origin.parents[1 if origin.stem == "__init__" else 0])
    return places

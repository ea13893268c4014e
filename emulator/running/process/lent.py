"""What the child borrows of xfetch's own installation when it runs in another interpreter."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

# What the emulator itself imports, and what those import; pure Python, or usable without their C part.
_LENT = ("freezegun", "dateutil", "six", "yaml", "tzdata")


def lent_modules() -> dict[str, str]:
    """Module names and the folders that hold them: these modules and nothing that lies beside them."""
    places = {}
    for name in _LENT:
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            origin = Path(spec.origin)
            places[name] = str(origin.parents[1 if origin.stem == "__init__" else 0])
    return places

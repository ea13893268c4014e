"""The imports that nearly every run makes after its child has got its order.

A template makes them once for all children that it forks, as soon as a second one is wanted. They take 0.2 s,
more than a short run itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from sysconfig import get_path

_OWN = (
    "clock.simulated",
    "product.declared.vendor",
    "product.vendors.vendor_file",
    "product.wire.transport",
    "running.choose_vendor",
    "settings.expectation",
    "timeline.timeline",
)
# What xfetch imports when a run begins; then what most integrations import.
_LIBRARIES = ("freezegun", "multiprocessing", "requests")


def import_usual() -> None:
    """Import what nearly every run imports. A library is left out that is not installed, or that a file of
    the user hides: a template runs no code of the user.
    """
    for name in _OWN:
        import_module(f"xfetch.emulator.{name}")
    for name in _LIBRARIES:
        if _is_installed(name):
            # The child meets the same error, and tells it.
            with suppress(Exception):
                import_module(name)


def _is_installed(name: str) -> bool:
    with suppress(ImportError, ValueError):
        spec = find_spec(name)
        return spec is not None and any(
            (spec.origin or "").startswith(f"{folder}/") for folder in _places()
        )
    return False


def _places() -> Iterator[str]:
    """Yield the folders of the standard library and of installed libraries."""
    yield from (get_path(name) for name in ("stdlib", "platstdlib"))
    yield from (folder for folder in sys.path if folder.endswith("-packages"))

"""Choose the CommonServerPython of an integration: the checkout's, a given file, or xfetch's embedded one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any

from ..commonserver.assembly import code_of
from ..commonserver.assembly import codes as embedded_codes
from ..errors import UsageError
from .checkout import COMMON_SERVER, Checkout
from .source import compiled

AUTO, EMBEDDED = "auto", "embedded"
# The month whose CommonServerPython the embedded one follows, in names and parameters.
GENERATION = "2026-11"
_EMBEDDED_LABEL = f"embedded, as of {GENERATION}"
_UNDEFINED = re.compile(
    r"name '(\w+)' is not defined"
    rf"|cannot import name '(\w+)' from '{COMMON_SERVER}'"
    rf"|module '{COMMON_SERVER}' has no attribute '(\w+)'"
)


@dataclass(frozen=True)
class CommonServer:
    """One CommonServerPython. ``path`` is its file, None for the embedded one; reports call it ``label``."""

    label: str
    path: Path | None = None

    @property
    def embedded(self) -> bool:
        return self.path is None

    def codes(self) -> tuple[CodeType, ...]:
        """Return the code objects of this CommonServerPython, to execute in order in one namespace.

        Raises LoadError if the file cannot be read or compiled.
        """
        return embedded_codes() if self.path is None else (compiled(self.path),)


@cache
def smart_get_dict() -> type[dict[str, Any]]:
    """Return CommonServerPython's dictionary class for parameters: its ``get`` gives the default for None
    too.

    It is for code that runs without CommonServerPython.
    """
    namespace: dict[str, Any] = {"os": os, "demisto": SimpleNamespace(params=dict)}
    exec(code_of("params"), namespace)
    made: type[dict[str, Any]] = namespace["SmartGetDict"]
    return made


def choose_common_server(choice: str, checkout: Checkout | None) -> CommonServer:
    """Choose a CommonServerPython by the value of ``--commonserver``: ``auto``, ``embedded`` or a path.

    ``auto`` means the checkout's CommonServerPython if there is a checkout, else the embedded one. Raises
    UsageError if the path leads to no such file.
    """
    if choice == AUTO:
        path = checkout.module(COMMON_SERVER) if checkout else None
        return CommonServer("the checkout's", path) if path else CommonServer(_EMBEDDED_LABEL)
    if choice == EMBEDDED:
        return CommonServer(_EMBEDDED_LABEL)
    path = Path(choice).expanduser().absolute()
    if path.is_dir():
        path /= f"{COMMON_SERVER}.py"
    if not path.is_file():
        raise UsageError(
            f"there is no {COMMON_SERVER} file at this path",
            where=f"--commonserver {choice}",
            advice=(f"auto, embedded, or the path of a {COMMON_SERVER}.py",),
        )
    return CommonServer(path.name, path)


def lacking(name: str, *, certain: bool = True) -> str:
    """Return advice to use a checkout, for a name that the embedded CommonServerPython lacks (or may
    lack).
    """
    what = f"the embedded {COMMON_SERVER} has no `{name}`"
    if not certain:
        what = f"if `{name}` is {COMMON_SERVER}'s: the embedded one lacks it"
    return f"{what}; give a checkout of github.com/demisto/content: --content DIR"


def undefined_names(message: str) -> Iterator[str]:
    """Yield the names that a Python error message reports as undefined or impossible to import."""
    yield from dict.fromkeys("".join(found) for found in _UNDEFINED.findall(message))

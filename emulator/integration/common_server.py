"""Which CommonServerPython an integration gets: the checkout's, a file of the user's, or the embedded one."""

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
_UNDEFINED = re.compile(
    r"name '(\w+)' is not defined"
    rf"|cannot import name '(\w+)' from '{COMMON_SERVER}'"
    rf"|module '{COMMON_SERVER}' has no attribute '(\w+)'"
)


@dataclass(frozen=True)
class CommonServer:
    """``path`` is its file, None for the embedded one; ``label`` is what the report calls it."""

    label: str
    path: Path | None = None

    @property
    def embedded(self) -> bool:
        return self.path is None

    def codes(self) -> tuple[CodeType, ...]:
        """What to execute, in order, in one namespace: the module's own, or the integration's.

        Raises LoadError.
        """
        return embedded_codes() if self.path is None else (compiled(self.path),)


@cache
def smart_get_dict() -> type[dict[str, Any]]:
    """The class that CommonServerPython gives to the parameters, for code that runs without the rest."""
    namespace: dict[str, Any] = {"os": os, "demisto": SimpleNamespace(params=dict)}
    exec(code_of("params"), namespace)
    made: type[dict[str, Any]] = namespace["SmartGetDict"]
    return made


def choose_common_server(choice: str, checkout: Checkout | None) -> CommonServer:
    """``auto`` is the checkout's where there is one, else the embedded one; anything else is a path.

    Raises UsageError for a path at which there is none.
    """
    if choice == AUTO:
        path = checkout.module(COMMON_SERVER) if checkout else None
        return CommonServer("the checkout's", path) if path else CommonServer(EMBEDDED)
    if choice == EMBEDDED:
        return CommonServer(EMBEDDED)
    path = Path(choice).expanduser().absolute()
    if path.is_dir():
        path /= f"{COMMON_SERVER}.py"
    if not path.is_file():
        raise UsageError(
            "no such file",
            where=f"--commonserver {choice}",
            advice=(f"auto, embedded, or the path of a {COMMON_SERVER}.py",),
        )
    return CommonServer(path.name, path)


def lacking(name: str, *, certain: bool = True) -> str:
    """The way out for a name that the embedded one does not have, or that may be meant to be there."""
    what = f"the embedded {COMMON_SERVER} has no `{name}`"
    if not certain:
        what = f"if `{name}` is {COMMON_SERVER}'s: the embedded one lacks it"
    return f"{what}; give a checkout of github.com/demisto/content: --content DIR"


def undefined_names(message: str) -> Iterator[str]:
    """The names that an error's text says are not defined, or not to be imported from it."""
    yield from dict.fromkeys("".join(found) for found in _UNDEFINED.findall(message))

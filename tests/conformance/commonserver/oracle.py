"""The two CommonServerPythons: the one of the checkout that XFETCH_CONTENT names, and the embedded one.

The checkout's file is executed and called, never read by a person: it is the oracle.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from tests.emulator.commonserver.platform import at_hand
from xfetch.emulator.clock.simulated import SimulatedClock
from xfetch.emulator.commonserver.assembly import codes
from xfetch.emulator.integration.source import compiled

from .observed import Call, Observed, observe
from .server import Server

REAL, OURS = "real_common_server", "embedded_common_server"
NOW = datetime(2024, 2, 29, 12, 34, 56, tzinfo=timezone.utc)
COMMON_SERVER_FILE = "Packs/Base/Scripts/CommonServerPython/CommonServerPython.py"


@dataclass(frozen=True)
class Pair:
    """Both modules, each with a server of its own."""

    real: ModuleType
    real_server: Server
    ours: ModuleType
    ours_server: Server

    def both(self, name: str, call: Call) -> tuple[Observed, Observed]:
        """What the real one did, and what ours did."""
        real = observe(self.real, self.real_server, name, call)
        return real, observe(self.ours, self.ours_server, name, call)

    def same(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Assert that both do the same with these arguments."""
        self.same_call(name, Call(args, kwargs))

    def same_call(self, name: str, call: Call) -> None:
        real, ours = self.both(name, call)
        if ours.ending[:2] == ("raised", "NotImplementedError"):
            pytest.skip(f"{name} is not emulated")
        if ours != real:
            parts = [
                part for part in ("ending", "sent", "args") if vars(ours)[part] != vars(real)[part]
            ]
            shown = "".join(
                f"\n{p}: real {vars(real)[p]}\n{p}: ours {vars(ours)[p]}" for p in parts
            )
            raise AssertionError(f"{name}({call}){shown}")


@contextmanager
def pair(content: Path) -> Iterator[Pair]:
    """Both modules executed and importable under private names, so that a frozen clock reaches them."""
    real_server, ours_server = Server(), Server()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        real = _executed(content / COMMON_SERVER_FILE, real_server)
        ours = embedded(ours_server)
    sys.modules.update({REAL: real, OURS: ours})
    try:
        yield Pair(real, real_server, ours, ours_server)
    finally:
        del sys.modules[REAL], sys.modules[OURS]


def _executed(path: Path, server: Server) -> ModuleType:
    return _module(REAL, (compiled(path),), server)


def embedded(server: Server) -> ModuleType:
    """The embedded one, talking to that server."""
    return _module(OURS, codes(), server)


def _module(name: str, parts: Iterable[CodeType], server: Server) -> ModuleType:
    module = ModuleType(name)
    show = warnings.showwarning
    with at_hand(server):
        for part in parts:
            exec(part, module.__dict__)
    warnings.showwarning = show
    return module


@contextmanager
def frozen(now: datetime = NOW, tz: str = "UTC") -> Iterator[None]:
    """The clock both live by."""
    with SimulatedClock(now, tz).frozen():
        yield

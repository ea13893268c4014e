"""Finds the lines of the integration that never ran in a search: no world can show a mistake there."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from ...emulate import prepare
from ...executing.pool import Pool
from ...running.bench import bench_of
from ...running.simulation import simulate
from ...settings.isolation import Isolation
from ..find import Unran
from ..generated import world_of
from ..ground import Ground
from ..shapes import SHAPES
from .runner import request_of

# A world takes far less; one that hangs must not hold up the search.
_MOST_S = 20.0


@dataclass(frozen=True)
class Ran:
    """The lines that ran, and all lines of the functions that were called (``of``)."""

    lines: frozenset[int] = frozenset()
    of: frozenset[int] = frozenset()


def unran(
    ground: Ground,
    seed: int,
    only: tuple[str, ...],
    worlds: range,
    begin: Callable[[], None],
    has_time: Callable[[], bool] = lambda: True,
) -> Unran:
    """Run the first world of each shape among ``worlds`` once more, and return which lines none of them ran.

    They run in a worker process, in which the integration is traced line by line. If that takes too long or
    ends the process, or ``has_time`` says that no time is left, the result is empty.
    """
    firsts = worlds[: len(SHAPES)]
    pool: Pool[int, Ran | None] = Pool(Covered(ground, seed, only), firsts, begin, _lost)
    found: list[Ran] = []
    with closing(pool.results(1)) as results:
        for one in results:
            if one is None or not has_time():
                return Unran()
            found.append(one)
    ran = frozenset[int]().union(*(one.lines for one in found))
    of = frozenset[int]().union(*(one.of for one in found))
    integration = prepare(ground.request).integration
    return Unran(integration.file, tuple(sorted(of - ran)), len(of))


def _lost(index: int, why: str) -> None:
    """The worker died, or took too long."""


@dataclass(frozen=True)
class Covered:
    ground: Ground
    seed: int
    only: tuple[str, ...]

    def __call__(self, index: int) -> Ran:
        """Run a world in this process and return the lines that ran. If the run breaks off, these are the
        lines until then.
        """
        world = world_of(self.ground, self.seed, index, self.only)
        request = replace(request_of(self.ground, world), isolation=Isolation("inline"))
        prepared = prepare(request)
        watch = Watch(prepared.integration.filename)
        events = simulate(bench_of(prepared.plan, prepared.stage), prepared.mask)
        # The system ends this process: no patched clock and no `except` of the integration prevents that.
        with Path(os.devnull).open("w") as nowhere:
            faulthandler.dump_traceback_later(_MOST_S, exit=True, file=nowhere)
            with suppress(Exception), closing(events), watch.watching():
                for _ in events:
                    pass
            faulthandler.cancel_dump_traceback_later()
        return watch.ran


@dataclass
class Watch:
    """Notes the lines of one file that run, and the functions that they belong to."""

    filename: str
    lines: set[int] = field(default_factory=set)
    codes: set[CodeType] = field(default_factory=set)

    @contextmanager
    def watching(self) -> Iterator[None]:
        before = sys.gettrace()
        threading.settrace(self._called)
        sys.settrace(self._called)
        try:
            yield
        finally:
            sys.settrace(before)
            threading.settrace(before)

    @property
    def ran(self) -> Ran:
        """What was noted. The module itself, and a function that chooses what to do by the name of the
        command, have lines that no fetch runs: these are left out.
        """
        codes = [
            one for one in self.codes if one.co_name != "<module>" and "command" not in one.co_names
        ]
        of = {line for one in codes for line in _lines_of(one)}
        return Ran(frozenset(self.lines), frozenset(of))

    def _called(self, frame: FrameType, event: str, value: object) -> Any:
        if frame.f_code.co_filename != self.filename:
            return None
        self.codes.add(frame.f_code)
        return self._line

    def _line(self, frame: FrameType, event: str, value: object) -> Any:
        if event == "line":
            self.lines.add(frame.f_lineno)
        return self._line


def _lines_of(code: CodeType) -> Iterator[int]:
    first = code.co_firstlineno
    yield from (line for _, _, line in code.co_lines() if line is not None and line > first)

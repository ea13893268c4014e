"""Traces chosen fetches of a run: they execute the integration's code with probes, and their steps are
recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import CodeType

from ...integration.failed.failure_point import Origin
from ...integration.source import Integration
from ...record.fetch_run import FetchRun
from ...record.recorder import Recorder
from ...record.trace import Step, Trace, Wanted
from .dying import following
from .instrument import instrumented
from .mentions import Mentions
from .probe import Probe, Silent, reach, watching
from .sites import Site, Source
from .telling import telling
from .ways import Ways


@dataclass
class Tracer:
    """Traces the fetches that ``wanted`` names. The other fetches execute the original code."""

    wanted: Wanted
    code: CodeType
    sites: tuple[Site, ...]
    source: Source
    file: str
    origin: Origin
    tell: Callable[[Trace], None] | None
    _ways: Ways
    _probes: dict[int, Probe] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        integration: Integration,
        wanted: Wanted,
        tell: Callable[[Trace], None] | None = None,
    ) -> Tracer:
        """Compile the integration with probes. Call this before the clock is simulated.

        ``tell`` is called at the line at which the process dies, each time before the line runs, with its
        values. It is None if the code runs in this process, which must not die.

        Raises:
            SyntaxError, RecursionError: the text cannot be parsed.
        """
        code, sites = instrumented(integration.text, integration.filename)
        source = Source(integration.text)
        ways = Ways(integration.text, source, integration.filename, integration.file)
        origin = Origin(integration.filename, integration.file, integration.text)
        return cls(wanted, code, sites, source, integration.file, origin, tell, ways)

    @cached_property
    def _mentions(self) -> Mentions:
        return Mentions(frozenset(self.wanted.ids), self.wanted.leaf)

    def _tell(self, cycle: int, step: Step) -> None:
        if self.tell is not None:
            self.tell(Trace(cycle, (step,)))

    @contextmanager
    def watching(self, cycle: int, recorder: Recorder) -> Iterator[CodeType | None]:
        """A context for one cycle: it gives the code with probes if the cycle is traced, else None.

        ``recorder`` is the recorder of the fetch.
        """
        number = dict(self.wanted.dying).get(cycle)
        if number is not None and self.tell is not None:
            with following(number, self.origin, self._mentions, partial(self._tell, cycle)):
                yield None
            return
        if cycle not in self.wanted.cycles:
            yield None
            return
        try:
            with watching(self._probe(cycle, recorder)):
                yield self.code
        finally:
            recorder.seen = None

    @contextmanager
    def running_on(self) -> Iterator[CodeType]:
        """A context for a long-running command, whose code runs on through the cycles: it gives the code with
        probes. ``begin`` says which cycle they report to.
        """
        with watching(Silent()):
            yield self.code

    def begin(self, cycle: int, recorder: Recorder) -> None:
        """Let the code of a long-running command report to the trace of this cycle, if that is wanted."""
        reach(self._probe(cycle, recorder) if cycle in self.wanted.cycles else Silent())

    def _probe(self, cycle: int, recorder: Recorder) -> Probe:
        probe = self._probes[cycle] = Probe(self.sites, self.source, self.file, self._mentions)
        recorder.seen = partial(self._ways.note, probe)
        return probe

    def trace(self, run: FetchRun) -> Trace | None:
        """Return the trace of a fetch that has ended; None if it was not traced. A second call for the
        same fetch returns None.
        """
        probe = self._probes.pop(run.cycle, None)
        if probe is None:
            return None
        steps = telling(probe.steps, probe.assigns, frozenset(self.wanted.focus), run)
        return Trace(run.cycle, steps, cut=probe.full)

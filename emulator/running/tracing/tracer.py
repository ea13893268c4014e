"""Traces chosen fetches of a run: they execute the integration's code with probes, and their steps are
recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import CodeType

from ...integration.source import Integration
from ...record.fetch_run import FetchRun
from ...record.recorder import Recorder
from ...record.trace import Trace, Wanted
from .instrument import instrumented
from .mentions import Mentions
from .probe import Probe, watching
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
    _ways: Ways
    _probes: dict[int, Probe] = field(default_factory=dict)

    @classmethod
    def of(cls, integration: Integration, wanted: Wanted) -> Tracer:
        """Compile the integration with probes. Call this before the clock is simulated.

        Raises:
            SyntaxError, RecursionError: the text cannot be parsed.
        """
        code, sites = instrumented(integration.text, integration.filename)
        source = Source(integration.text)
        ways = Ways(integration.text, source, integration.filename, integration.file)
        return cls(wanted, code, sites, source, integration.file, ways)

    @contextmanager
    def watching(self, cycle: int, recorder: Recorder) -> Iterator[CodeType | None]:
        """A context for one cycle: it gives the code with probes if the cycle is traced, else None.

        ``recorder`` is the recorder of the fetch.
        """
        if cycle not in self.wanted.cycles:
            yield None
            return
        mentions = Mentions(frozenset(self.wanted.ids), self.wanted.leaf)
        probe = self._probes[cycle] = Probe(self.sites, self.source, self.file, mentions)
        recorder.seen = partial(self._ways.note, probe)
        try:
            with watching(probe):
                yield self.code
        finally:
            recorder.seen = None

    def trace(self, run: FetchRun) -> Trace | None:
        """Return the trace of a fetch that has ended; None if it was not traced. A second call for the
        same fetch returns None.
        """
        probe = self._probes.pop(run.cycle, None)
        if probe is None:
            return None
        steps = telling(probe.steps, probe.assigns, frozenset(self.wanted.focus), run)
        return Trace(run.cycle, steps, cut=probe.full)

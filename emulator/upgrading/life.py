"""Runs an instance whose integration is replaced by another version while it lives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..emulate import Prepared, with_facts
from ..judging.outcome import Outcome, outcome_of
from ..masking.masked_error import masked_errors
from ..record.entries import Line
from ..record.fetch_run import COMPLETE, INTERRUPTED, FetchRun, Stop
from ..record.trace import Trace, Wanted
from ..running.judged import dossier_of, source_of
from ..running.process.checkpoints import Checkpoint
from ..running.process.children import Children
from ..running.process.order import Facts
from ..running.process.parent import run_outside
from ..running.rerun import traces_after
from .version import Version


@dataclass(frozen=True)
class Stretch:
    """The cycles that one version ran: those after the cycle ``after``, from the checkpoint ``begin`` on;
    None for the start of the run.
    """

    version: Version
    after: int = 0
    begin: Checkpoint | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Life:
    """A whole run, in which the versions of ``stretches`` took turns.

    ``last`` is the last version as it ran, with the product's events. ``states`` has the checkpoints after
    those cycles for which ``keep`` of ``lived`` asked, by cycle. ``cycles`` is the number of cycles without
    the extra ones at the end.
    """

    stretches: tuple[Stretch, ...]
    runs: tuple[FetchRun, ...]
    last: Prepared
    states: Mapping[int, Checkpoint]
    stop: Stop

    @property
    def cycles(self) -> int:
        return self.last.scenario.cycles

    @property
    def changed_after(self) -> int:
        """The cycle after which the last version took over; 0 where there was one version only."""
        return self.stretches[-1].after

    def outcome(self, *, traced: bool = False) -> Outcome:
        """Judge the run. With ``traced``, fetches that findings concern run once more, to find the lines of
        code that decided.
        """

        def source(lines: Iterable[Line]) -> Mapping[str, str]:
            wanted = tuple(lines)
            return {
                key: text
                for one in self.stretches
                for key, text in source_of(one.version.prepared, wanted).items()
            }

        def trace(wanted: Wanted, recorded: Mapping[int, FetchRun]) -> Mapping[int, Trace]:
            return self._traces(wanted, recorded)

        with masked_errors(self.last.mask):
            dossier = dossier_of(self.last, self.stop)
            if not traced:
                return outcome_of(dossier, self.runs, source)
            return outcome_of(dossier, self.runs, source, trace)

    def _traces(self, wanted: Wanted, recorded: Mapping[int, FetchRun]) -> dict[int, Trace]:
        found: dict[int, Trace] = {}
        ends = [*(one.after for one in self.stretches[1:]), len(self.runs)]
        for stretch, end in zip(self.stretches, ends, strict=True):
            mine = range(stretch.after + 1, end + 1)
            part = replace(
                wanted,
                cycles=tuple(one for one in wanted.cycles if one in mine),
                dying=tuple(one for one in wanted.dying if one[0] in mine),
            )
            if part.all_cycles:
                prepared = stretch.version.prepared
                found.update(
                    traces_after(prepared.plan, prepared.mask, part, recorded, None, stretch.begin)
                )
        return found


def lived(
    version: Version,
    before: Life | None = None,
    after: int = 0,
    keep: Callable[[int], Iterable[int]] = lambda cycles: (),
) -> Life:
    """Run a version to the end of its run: from the start, or from what the life ``before`` had stored after
    the cycle ``after``.

    ``keep`` returns, for the number of cycles, those after which the state is kept.

    Raises the errors of ``emulate``; KeyboardInterrupt where the user interrupts.
    """
    prepared = version.prepared
    begin = before.states[after] if before is not None else None
    runs = list(before.runs[:after]) if before is not None else []
    stop = Stop(COMPLETE)
    with masked_errors(prepared.mask), Children() as children:
        events = run_outside(prepared.plan, prepared.mask, children, begin=begin)
        try:
            for event in events:
                if isinstance(event, Facts):
                    prepared = with_facts(prepared, event)
                    children.checkpoints.want(keep(event.cycles))
                elif isinstance(event, FetchRun):
                    runs.append(event)
                elif isinstance(event, Stop):
                    stop = event
        finally:
            events.close()
        states = dict(children.checkpoints.wanted)
    if stop.reason == INTERRUPTED:
        raise KeyboardInterrupt
    stretches = (
        (*before.stretches, Stretch(version, after, begin))
        if before is not None
        else (Stretch(version),)
    )
    return Life(stretches, tuple(runs), prepared, states, stop)

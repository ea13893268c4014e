"""What is known of a run besides its fetches, and how the two become an outcome.

A run that just ended and one that was saved a year ago are judged here alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..record.entries import Attempt, Line
from ..record.fetch_run import History
from ..record.product_event import VendorEvent
from .judge import judge
from .outcome import ClockFacts, IntegrationFacts, Outcome, Setting
from .rules import Case
from .window.window import first_fetch_hint

# How many of the integration's lines around a finding's own are kept.
_AROUND = 3


@dataclass(frozen=True)
class Dossier:
    """``case`` lacks only what judging finds out; ``truth`` is None where the vendor tells none;
    ``attempts`` are those that nothing answered, masked."""

    integration: IntegrationFacts
    clock: ClockFacts
    setting: Setting
    case: Case
    stop: str
    attempts: tuple[Attempt, ...] = ()
    id_field: str | None = None
    truth: Sequence[VendorEvent] | None = None
    severities: Mapping[str, str] = field(default_factory=dict)


def outcome_of(
    dossier: Dossier, runs: History, source: Callable[[Iterable[Line]], Mapping[str, str]]
) -> Outcome:
    """Judge the fetches; ``source`` gives the texts of the integration's lines, as far as it has them."""
    judgement = judge(
        runs,
        dossier.case,
        id_field=dossier.id_field,
        truth=dossier.truth,
        severities=dossier.severities,
    )
    pointed = {finding.line for finding in judgement.findings if finding.line}
    return Outcome(
        integration=dossier.integration,
        clock=dossier.clock,
        setting=dossier.setting,
        runs=runs,
        tally=judgement.tally,
        identity=judgement.identity,
        duplicates=judgement.duplicates,
        verdicts=judgement.verdicts,
        findings=judgement.findings,
        window=judgement.window,
        first_fetch=first_fetch_hint(dossier.setting.params),
        source_lines=source(_around(pointed)),
        stop=dossier.stop,
        attempts=dossier.attempts,
        dossier=dossier,
    )


def _around(lines: Iterable[Line]) -> list[Line]:
    wanted = {
        Line(line.file, number)
        for line in lines
        for number in range(max(line.number - _AROUND, 1), line.number + _AROUND + 1)
    }
    return sorted(wanted, key=lambda line: (line.file, line.number))

"""The result of judging one run: duplicates, verdicts, findings and counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .finding import Finding
from .identity import Identity
from .intake.indicators import Indicators
from .intake.snapshots import Snapshot
from .made_up import MadeUp
from .tally import Tally
from .verdict.verdicts import Verdicts
from .window.window import Window


@dataclass(frozen=True)
class Judgement:
    """The result of judging one run.

    ``duplicates`` maps a cycle to its number of duplicates; cycles without any are left out;
    ``verdicts`` is None where the product's events are unknown, and where no request reached the product;
    ``window`` is the time window that the first run asked for, None where unknown;
    ``implied`` are findings that reports leave out, because one of ``findings`` implies them;
    ``made_up`` is what went wrong because xfetch guessed something or left it empty;
    ``snapshots`` are the asset snapshots that collectors sent, ``indicators`` what became of a feed's.
    """

    identity: Identity
    duplicates: Mapping[int, int]
    verdicts: Verdicts | None
    findings: tuple[Finding, ...]
    window: Window | None
    tally: Tally
    implied: tuple[Finding, ...] = ()
    made_up: MadeUp = field(default_factory=MadeUp)
    snapshots: tuple[Snapshot, ...] = ()
    indicators: Indicators | None = None

"""What judging a run found: duplicates, verdicts, findings and counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .finding import Finding
from .identity import Identity
from .tally import Tally
from .verdict.verdicts import Verdicts
from .window.window import Window


@dataclass(frozen=True)
class Judgement:
    """``duplicates`` counts those of each cycle that has any; ``verdicts`` is None without ground truth,
    and where the product was never reached."""

    identity: Identity
    duplicates: Mapping[int, int]
    verdicts: Verdicts | None
    findings: tuple[Finding, ...]
    window: Window | None
    tally: Tally

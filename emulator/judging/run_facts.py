"""What the rules know of a run besides its fetches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..record.entries import CheckedJson, Json
from .identity import Identity
from .window.window import Window


@dataclass(frozen=True)
class RunFacts:
    """What is known of a run besides its fetches: the record alone, so that a saved run is judged the
    same a year later.

    ``complete`` is False where the run stopped before its time; ``strict`` raises some severities;
    ``params`` are masked, ``manifest`` holds the yml's facts, ``code`` those of the source text,
    ``file`` is the integration's file as lines name it, ``command`` is what was called. ``canned``
    says that the product's answers do not depend on what was asked.
    """

    identity: Identity
    window: Window | None = None
    complete: bool = True
    strict: bool = False
    command: str = "fetch-incidents"
    interval_s: float = 60.0
    timeout_s: float = 300.0
    params: Mapping[str, Json] = field(default_factory=dict)
    manifest: Mapping[str, CheckedJson] = field(default_factory=dict)
    code: Mapping[str, CheckedJson] = field(default_factory=dict)
    file: str = ""
    canned: bool = False

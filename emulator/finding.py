"""A finding: one thing a rule has to say about a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .record import Json, Line

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)
OFF = "off"


@dataclass(frozen=True)
class Finding:
    """``rule`` is the stable code (XF101), ``name`` its words (duplicate-incident).

    ``cycle`` is the one it shows in, None for a whole run; ``line`` the integration's line that caused
    it; ``evidence`` JSON values, named.
    """

    rule: str
    name: str
    severity: str
    cycle: int | None
    message: str
    evidence: Mapping[str, Json] = field(default_factory=dict)
    line: Line | None = None

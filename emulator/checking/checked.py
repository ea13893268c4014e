"""What one scenario came to, small enough to travel from the process that ran it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..record.entries import Json

OK, FAILED, BROKEN = "ok", "failed", "broken"


@dataclass(frozen=True)
class Checked:
    """``status`` is ok, failed (a finding, a failed cycle, something other than expected) or broken (it
    could not be run); ``headline`` is the run in one line, ``told`` what is wrong, a line each.

    ``suite`` is its JUnit suite, ``results`` are its SARIF results.
    """

    path: str
    name: str
    status: str
    exit_code: int
    headline: str
    told: tuple[str, ...] = ()
    suite: str = ""
    results: tuple[Mapping[str, Json], ...] = field(default=())

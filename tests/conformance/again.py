"""The cycles after the first: they must work wherever the first one did.

The vendor answers anything (``anyone.py``), so that an integration gets past its first request.
What it makes of such an answer is its own affair; that it makes the same of it again is xfetch's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .census import Subject
from .ran import Bench, Ran
from .verdict import one_line

VENDOR = Path(__file__).parent / "anyone.py"
CYCLES = 3
# An object with what the code looks for, a bare list, an object with nothing in it.
SHAPES = ("object", "list", "nothing")


@dataclass(frozen=True)
class Again:
    """``first`` and ``second`` are the statuses of cycles 1 and 2, ``requests`` how many each made.

    ``note`` is the second cycle's message where it failed, or why there was none; ``shape`` what the
    vendor answered.
    """

    first: str
    second: str
    requests: Sequence[int] = ()
    note: str = ""
    shape: str = SHAPES[0]

    @property
    def kept(self) -> bool:
        """Whether the second cycle got as far as the first.

        It may ask less: a token of the first one is still in the integration context.
        """
        if self.first == "ok":
            return self.second == "ok"
        asked = [count > 0 for count in self.requests]
        return self.second == self.first and asked[:1] == asked[1:2]


def again(
    bench: Bench, subject: Subject, arguments: Sequence[str], shapes: Sequence[str] = SHAPES
) -> Again:
    """Three cycles against the vendor that answers anything; the first shape of answer that the
    integration can use, the first of all where it can use none."""
    options = ["--cycles", str(CYCLES), "--vendor", str(VENDOR), *arguments]
    seen: list[Again] = []
    for shape in shapes:
        variables = {
            "CONFORMANCE_CODE": str(bench.content / subject.code),
            "CONFORMANCE_SHAPE": shape,
        }
        seen.append(replace(read(bench.run(subject.target, options, variables)), shape=shape))
        if seen[-1].first in ("ok", "no report"):
            return seen[-1]
    return seen[0]


def read(ran: Ran) -> Again:
    """What the report says of the first two cycles that were not skipped."""
    if ran.report is None:
        what = "no end within the real time limit" if ran.exit_code is None else ran.stderr.strip()
        return Again("no report", "no report", note=one_line(what))
    cycles = [cycle for cycle in ran.report["cycles"] if cycle["status"] != "skipped"]
    made = tuple(_requests(ran.report, cycle["cycle"]) for cycle in cycles[:2])
    if len(cycles) < 2:
        return Again(cycles[0]["status"], "none", made, f"stopped: {_unanswered(ran.report)}")
    first, second = cycles[:2]
    note = "" if second["status"] == "ok" else one_line(second["message"])
    return Again(first["status"], second["status"], made, note)


def _requests(report: Mapping[str, Any], cycle: int) -> int:
    return sum(request["cycle"] == cycle for request in report["record"]["requests"])


def _unanswered(report: Mapping[str, Any]) -> str:
    attempts = report["record"]["attempts"]
    return (
        one_line(f"{attempts[0]['kind']} {attempts[0]['target']}") if attempts else report["stop"]
    )

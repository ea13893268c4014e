"""Whether integrations do the same, cycle after cycle, with either CommonServerPython.

``python -m tests.conformance.alike [ID …]`` runs whatever reaches a first request through two cycles
against the vendor that answers anything, with the checkout's and with the embedded one, and names those
whose requests, incidents, last runs or messages differ.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .again import VENDOR
from .census import Subject, subjects
from .embedded import asks
from .ran import Bench
from .results import Row, load
from .sweep import param_options

# Of a cycle; what differs between two runs of one integration is left out.
_COMPARED = ("status", "message", "last_run", "incidents", "requests")
ALIKE, DIFFERENT, UNSTEADY, NO_REPORT = "alike", "different", "different each time", "no report"
_EXCHANGED = ("cycle", "method", "url", "request_body", "status")


def doings(report: Mapping[str, Any] | None) -> Any:
    """What a run did, None where it gave no report."""
    if report is None:
        return None
    return (
        [{key: cycle[key] for key in _COMPARED} for cycle in report["cycles"]],
        [{key: item[key] for key in _EXCHANGED} for item in report["record"]["requests"]],
    )


def alike(bench: Bench, subject: Subject, row: Row) -> str:
    """One of ALIKE, DIFFERENT, UNSTEADY (differs from itself too) and NO_REPORT (neither came to an end)."""
    variables = {"CONFORMANCE_CODE": str(bench.content / subject.code)}
    options = () if row.generated.reached else param_options(subject)
    arguments = ["--cycles", "2", "--vendor", str(VENDOR), "--fill", row.fill, *options]

    def done(which: str) -> Any:
        given = [*arguments, "--commonserver", which]
        return doings(bench.run(subject.target, given, variables).report)

    real, ours = done("auto"), done("embedded")
    if real is None and ours is None:
        return NO_REPORT
    if real == ours:
        return ALIKE
    return DIFFERENT if real == done("auto") else UNSTEADY


def main() -> None:
    from .__main__ import WORKERS, bench_from_environment

    bench, rows, chosen = bench_from_environment(), asks(load()), sys.argv[1:]
    wanted = [
        subject
        for subject in subjects(bench.content)
        if subject.id in rows and (not chosen or subject.id in chosen)
    ]
    with ThreadPoolExecutor(WORKERS) as pool:
        found = list(pool.map(lambda item: alike(bench, item, rows[item.id]), wanted))
    for subject, verdict in zip(wanted, found, strict=True):
        if verdict != ALIKE:
            print(f"{verdict}: {subject.id}")
    print(", ".join(f"{count} {verdict}" for verdict, count in Counter(found).most_common()))


if __name__ == "__main__":
    main()

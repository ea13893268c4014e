"""What each trick of ``tricks.py`` gains: CPU time of copies of the code without it, as a ratio to the code.

    python -m tests.benchmarks.bench_tricks [rounds [word of a trick's name]]

Whole processes, the code and a copy by turns, so that a machine whose speed drifts does not decide. The copy
without anything taken away says how exact the rest is. Nothing here is part of the suite.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import bench_cycle
from tests.benchmarks.bench_parts import PARTS
from tests.benchmarks.subject import ALERT, BODY, VENDOR, Subject, sized, thin
from tests.benchmarks.tricks import (
    MERGED,
    SIZED,
    START,
    THIN,
    TRICKS,
    WIDE,
    Trick,
    copied_without,
)

_NONE = Trick("(nothing)", THIN, ())


def start_s(tree: Path) -> float:
    """CPU time of a run of a sample, five cycles, supervisor and child together. The sample has no findings:
    the processor time of a child that traces is not counted.
    """
    sample = tree / "xfetch" / "sample_integrations" / "healthy"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "xfetch.cli", "run", str(sample), "--cycles", "5"],
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cycle_s(
    subject: Subject, folder: Path, *, merged: bool = False, wide: bool = False
) -> Callable[[Path], float]:
    """CPU time of a cycle, supervisor and child together; with ``wide`` the real time of a cycle whose
    answer has 40 KB.
    """
    name = f"{subject.code.stem}{'Merged' if merged else ''}{'Wide' if wide else ''}"
    vendor, setup = folder / f"{name}.vendor.py", folder / f"{name}.json"
    body = json.dumps([{**ALERT, "text": "x" * 40_000}]) if wide else BODY
    vendor.write_text(VENDOR.replace(repr(BODY), repr(body)), encoding="utf-8")
    values = {
        "code": str(subject.code),
        "content": subject.content,
        "params": subject.params,
        "vendor": str(vendor),
        **({"merged": True} if merged else {}),
    }
    setup.write_text(json.dumps(values), encoding="utf-8")

    def spent_s(tree: Path) -> float:
        cost = bench_cycle.xfetch(setup, tree)
        return cost.real_s if wide else cost.child_s + cost.parent_s

    return spent_s


def part_s(name: str) -> Callable[[Path], float]:
    """CPU time of a part of ``bench_parts``."""

    def spent_s(tree: Path) -> float:
        told = bench_cycle.output(["-m", "tests.benchmarks.bench_parts", name], tree)
        return float(told.split()[0]) / 1e6

    return spent_s


def measures(folder: Path) -> dict[str, Callable[[Path], float]]:
    """What measures a copy of the code, by what a trick speeds up."""
    slim, full = thin(folder), sized(folder)
    return {
        START: start_s,
        THIN: cycle_s(slim, folder),
        SIZED: cycle_s(full, folder),
        MERGED: cycle_s(full, folder, merged=True),
        WIDE: cycle_s(slim, folder, wide=True),
        **{name: part_s(name) for name in PARTS},
    }


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    word = sys.argv[2] if len(sys.argv) > 2 else ""
    chosen = [_NONE, *(trick for trick in TRICKS if word in trick.name)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = copied_without((), folder / "whole")
        measure = measures(folder)
        for number, trick in enumerate(chosen):
            tree = copied_without((trick,), folder / str(number))
            spent_s = measure[trick.of]
            # Once for the bytecode.
            spent_s(whole), spent_s(tree)
            pairs = [(spent_s(whole), spent_s(tree)) for _ in range(rounds)]
            ratio = statistics.median(without / with_it for with_it, without in pairs)
            base_ms = statistics.median(with_it for with_it, _ in pairs) * 1e3
            print(f"{trick.name:52} {ratio:5.2f} x {trick.of} of {base_ms:.2f} ms", flush=True)


if __name__ == "__main__":
    main()

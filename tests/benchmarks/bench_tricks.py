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
from tests.benchmarks.subject import BODY, VENDOR, Subject, sized, thin
from tests.benchmarks.tricks import SIZED, START, THIN, TRICKS, Trick, copied_without

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


def cycle_s(subject: Subject, folder: Path) -> Callable[[Path], float]:
    """CPU time of a cycle, supervisor and child together."""
    vendor, setup = folder / "vendor.py", folder / f"{subject.code.stem}.json"
    vendor.write_text(VENDOR, encoding="utf-8")
    values = {
        "code": str(subject.code),
        "content": subject.content,
        "params": subject.params,
        "body": BODY,
        "vendor": str(vendor),
    }
    setup.write_text(json.dumps(values), encoding="utf-8")

    def spent_s(tree: Path) -> float:
        cost = bench_cycle.xfetch(setup, tree)
        return cost.child_s + cost.parent_s

    return spent_s


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    word = sys.argv[2] if len(sys.argv) > 2 else ""
    chosen = [_NONE, *(trick for trick in TRICKS if word in trick.name)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = copied_without((), folder / "whole")
        measures: dict[str, Callable[[Path], float]] = {START: start_s}
        for subject in (thin(folder), sized(folder)):
            of = THIN if subject.code.stem == "Thin" else SIZED
            measures[of] = cycle_s(subject, folder)
        for number, trick in enumerate(chosen):
            tree = copied_without((trick,), folder / str(number))
            spent_s = measures[trick.of]
            # Once for the bytecode.
            spent_s(whole), spent_s(tree)
            pairs = [(spent_s(whole), spent_s(tree)) for _ in range(rounds)]
            ratio = statistics.median(without / with_it for with_it, without in pairs)
            base_ms = statistics.median(with_it for with_it, _ in pairs) * 1e3
            print(f"{trick.name:52} {ratio:5.2f} x {trick.of} of {base_ms:.2f} ms", flush=True)


if __name__ == "__main__":
    main()

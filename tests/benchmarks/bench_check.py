"""What ``xfetch check`` costs: two processes against one, and a check against the cycles of its scenarios.

    python -m tests.benchmarks.bench_check [ROUNDS]

The first figure is the real time of a check of the samples, against the time in which their children ran
cycles: from the order to the last fetch, repetitions for a diagnosis included. The goal is 1.3. The second
is the real time of 100 scenarios by ``-j 2`` on two cores, against ``-j 1`` on one core and on two, by
turns, and the median of the ratios. The goal is 1.9. A process of xfetch works beside its child: ``-j 1``
uses more than one core where there are two. Nothing here is part of the suite.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from xfetch.emulator.checking.check_one import CheckSettings, check_one
from xfetch.emulator.checking.found import find_scenarios
from xfetch.emulator.running.process.supervisor import Supervisor

SAMPLES = Path(__file__).parents[2] / "sample_integrations"
SCENARIOS = 100
ROUNDS = 3


def hundred(folder: Path) -> None:
    """Write 100 scenarios: 50 with findings, 50 without, 20 cycles each."""
    for number in range(SCENARIOS):
        home = SAMPLES / ("ties_dropped", "healthy_seen_ids")[number % 2]
        own = (home / "scenario.yml").read_text(encoding="utf-8")
        text = f"integration: {home}\ncycles: 20\n{own}"
        (folder / f"s{number:03}.xfetch.yml").write_text(text, encoding="utf-8")


def checked_s(folder: Path, jobs: int, cores: int) -> float:
    """Real time of a check of the folder by so many processes on so many cores."""
    command = [sys.executable, "-m", "xfetch.cli", "check", str(folder), "--no-cache", "-q"]
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(own)[:cores])
    try:
        began_s = perf_counter()
        done = subprocess.run([*command, "-j", str(jobs)], stdout=subprocess.DEVNULL, check=False)
        assert done.returncode == 0
        return perf_counter() - began_s
    finally:
        os.sched_setaffinity(0, own)


def processes(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        hundred(Path(name))
        turns = [
            [checked_s(Path(name), jobs, cores) for jobs, cores in ((1, 1), (1, 2), (2, 2))]
            for _ in range(rounds)
        ]
    alone_s, one_s, two_s = (statistics.median(times) for times in zip(*turns, strict=True))
    on_one, on_two = (statistics.median(turn[at] / turn[2] for turn in turns) for at in range(2))
    print(f"{SCENARIOS} scenarios: one process on one core {alone_s:.1f} s, on two {one_s:.1f} s;")
    print(f"  two processes on two cores {two_s:.1f} s: {on_one:.2f} x, {on_two:.2f} x", flush=True)


def samples(rounds: int) -> None:
    paths = find_scenarios([SAMPLES])
    within_s = 0.0
    ran = Supervisor._run_to_end

    def timed(*arguments: object) -> Iterator[object]:
        nonlocal within_s
        began_s = perf_counter()
        try:
            return (yield from ran(*arguments))  # type: ignore[arg-type]
        finally:
            within_s += perf_counter() - began_s

    Supervisor._run_to_end = timed  # type: ignore[assignment, method-assign]
    ratios = []
    for _ in range(rounds + 1):
        within_s = 0.0
        began_s = perf_counter()
        for path in paths:
            check_one(path, CheckSettings())
        whole_s = perf_counter() - began_s
        ratios.append((whole_s / within_s, whole_s, within_s))
    ratio, whole_s, cycles_s = sorted(ratios[1:])[rounds // 2]
    print(
        f"{len(paths)} samples: {whole_s:.2f} s, their cycles {cycles_s:.2f} s: {ratio:.2f} x",
        flush=True,
    )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    os.chdir(SAMPLES.parent)
    samples(rounds)
    processes(rounds)


if __name__ == "__main__":
    main()

"""What ``xfetch check`` costs: two processes against one, and a check against the cycles of its scenarios.

    python -m tests.benchmarks.bench_check [ROUNDS]

The first figure is real time, on two cores: 100 scenarios by ``-j 1`` and by ``-j 2``, by turns, and the
median of the ratios. The goal is 1.9. The second is the real time of a check of the samples, against
the time in which their children ran cycles: from the order to the last fetch, repetitions for a diagnosis
included. The goal is 1.3. Nothing here is part of the suite.
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


def checked_s(folder: Path, jobs: int) -> float:
    """Real time of a check of the folder by so many processes."""
    command = [sys.executable, "-m", "xfetch.cli", "check", str(folder), "--no-cache", "-q"]
    began_s = perf_counter()
    done = subprocess.run([*command, "-j", str(jobs)], stdout=subprocess.DEVNULL, check=False)
    assert done.returncode == 0
    return perf_counter() - began_s


def processes(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        hundred(Path(name))
        turns = [(checked_s(Path(name), 1), checked_s(Path(name), 2)) for _ in range(rounds)]
    ratio = statistics.median(one_s / two_s for one_s, two_s in turns)
    one_s = statistics.median(one_s for one_s, _ in turns)
    print(f"{SCENARIOS} scenarios: two processes {ratio:.2f} x one ({one_s:.1f} s)", flush=True)


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

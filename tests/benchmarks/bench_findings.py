"""What findings cost: a run with findings, against the same run without its diagnosis.

    python -m tests.benchmarks.bench_findings [ROUNDS]

The diagnosis runs fetches again, to find the lines of code that decided. Whole processes by turns: start,
cycles, judging and report. Each figure is the median of its rounds, of real time: a child that has traced is
killed, and the system does not count its processor time. The goal is at most 1.5. Nothing here is part of the
suite.
"""

from __future__ import annotations

import statistics
import sys
from functools import partial

from tests.benchmarks.bench_start import took_s

ROUNDS = 9
# Samples with findings, and how many cycles they run: as they are shown, and long.
RUNS = (
    ("helloworld_twin", 5),
    ("page_two_forgotten", 30),
    ("ties_dropped", 30),
    ("boundary_repeated", 30),
    ("helloworld_twin", 1000),
)
_WITHOUT = "without"


def one_run(sample: str, cycles: str, how: str) -> None:
    """Be the command line ``xfetch run``, with the diagnosis or without."""
    from xfetch.cli.entry import main
    from xfetch.emulator import emulate as door

    door.emulate = partial(door.emulate, traced=how != _WITHOUT)  # type: ignore[assignment]
    sys.argv = ["xfetch", "run", sample, "--cycles", cycles, "--fail-on", "never"]
    main()


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    for sample, cycles in RUNS:
        command = (sys.executable, "-m", __spec__.name, sample, str(cycles))
        plain, whole = (*command, _WITHOUT), (*command, "with")
        turns = [(took_s(plain)[0], took_s(whole)[0]) for _ in range(rounds + 1)][1:]
        ratio = statistics.median(with_s / without_s for without_s, with_s in turns)
        without_s = statistics.median(without_s for without_s, _ in turns)
        print(f"{sample}, {cycles} cycles: {ratio:.2f} x of {without_s:.2f} s", flush=True)


if __name__ == "__main__":
    one_run(*sys.argv[1:]) if len(sys.argv) == 4 else main()

"""What a start costs: a sample with five cycles, against the imports that such a run cannot avoid.

    python -m tests.benchmarks.bench_start [ROUNDS]

The two take turns; each figure is the median of its rounds, of real time and of processor time (that of all
processes together: the run has a supervisor, a template, guards and a child). Bytecode is written before.
Nothing here is part of the suite.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

ROUNDS = 15
IMPORTS = (sys.executable, "-c", "import requests, dateparser, freezegun")
RUN = (sys.executable, "-m", "xfetch.cli", "run", "healthy", "--cycles", "5")


def took_s(command: Sequence[str]) -> tuple[float, float]:
    """The real time and the processor time of one process and of those that it waited for."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began_s, before_s = time.perf_counter(), _processor_s()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began_s, _processor_s() - before_s


def _processor_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    for command in (IMPORTS, RUN):
        took_s(command)
    turns = [(took_s(IMPORTS), took_s(RUN)) for _ in range(rounds)]
    for place, kind in enumerate(("real time", "CPU time")):
        imports_s = statistics.median(turn[0][place] for turn in turns)
        run_s = statistics.median(turn[1][place] for turn in turns)
        print(f"{kind}: imports {imports_s:.2f} s, run {run_s:.2f} s, {run_s / imports_s:.1f} x")


if __name__ == "__main__":
    main()

"""How many worlds a second ``xfetch explore`` runs and judges: ``python -m tests.benchmarks.bench_explore``.

Counts the CPU time of supervisor and child together, for worlds of a healthy sample: the time of many
worlds less that of few, so that the start does not count. Beside it stands what as many cycles of one plain
run take. Then the wall time of two workers is compared with that of one, which needs two idle cores.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time

SAMPLE = "healthy_seen_ids"
FEW, MANY = 64, 448


def timed(*arguments: str) -> tuple[float, float, str]:
    """Run a command of xfetch; return its CPU time, its wall time and its output."""
    began_s = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        command = [sys.executable, "-m", "xfetch.cli", *arguments]
        process = subprocess.Popen(command, stdout=output)
        _, _, usage = os.wait4(process.pid, 0)
        output.seek(0)
        wall_s = time.monotonic() - began_s
        return usage.ru_utime + usage.ru_stime, wall_s, output.read()


def explored(worlds: int, jobs: int) -> tuple[float, float, int]:
    """Explore so many worlds; return CPU time, wall time and the number of cycles."""
    cpu_s, wall_s, text = timed("explore", SAMPLE, "--budget", str(worlds), "-j", str(jobs))
    found = re.search(r"\((\d+) cycles", text)
    assert found is not None, text
    return cpu_s, wall_s, int(found[1])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        few, many = explored(FEW, 1), explored(MANY, 1)
        worlds, cycles = MANY - FEW, many[2] - few[2]
        cpu_s = many[0] - few[0]
        print(f"{worlds / cpu_s:.0f} worlds a second of CPU, {cycles / worlds:.1f} cycles each")
        run_s = timed("run", SAMPLE, "--cycles", str(cycles))[0] - timed("run", SAMPLE)[0]
        print(f"as many cycles in one run: {run_s / cpu_s:.2f} of that time")
        two = explored(MANY, 2)
        print(f"two workers: {many[1] / two[1]:.2f} x one, in wall time")


if __name__ == "__main__":
    main()

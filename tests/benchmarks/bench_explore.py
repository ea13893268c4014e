"""What a world of ``xfetch explore`` costs, and how soon a mistake is found.

    python -m tests.benchmarks.bench_explore [worlds] [finds]

``worlds``: the CPU time of supervisor and child together for a world of a healthy sample, judging included:
the time of many worlds less that of few, so that the start does not count. Beside it stands what as many
cycles of one plain run take, and how much faster two workers are in wall time, which needs two idle cores.

``finds``: for each guilty sample, from the start of the process on, the time until the first error was found,
and until the worlds of all finds of that world were shrunk.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.emulator.exploring.grounds import SAMPLES

SAMPLE = "healthy_seen_ids"
FEW, MANY = 64, 448
# A worker is two processes, which work at the same time: it uses more than one core where there are two.
CORES = 2
# No search goes on for longer.
_MOST_S = 25
_LOOK = """
import json, os, resource, sys, time
from tests.emulator.exploring.grounds import sample
from xfetch.cli.signals import end_like_ctrl_c
from xfetch.emulator.executing.executor import Processes
from xfetch.emulator.exploring.generated import world_of
from xfetch.emulator.exploring.searching.campaign import Budget, Campaign
from xfetch.emulator.exploring.searching.look_task import LookTask
from xfetch.emulator.exploring.searching.looking import Looker
from xfetch.emulator.exploring.searching.runner import Runner
from xfetch.emulator.running.process.template import templates
if __name__ == "__main__":
    name, worlds, jobs, cores = sys.argv[1], *map(int, sys.argv[2:])
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    ground = sample(name)
    with Runner(ground) as runner:
        facts = runner.outcome(world_of(ground, 1, 0)).dossier.facts
    pieces = Campaign(ground, 1, Budget(worlds))._pieces()
    task = LookTask(looker := Looker(ground, 1, (), facts))
    began_s = time.monotonic()
    workers = Processes(jobs, end_like_ctrl_c)
    results = map(task.do, pieces) if jobs == 1 else workers.results(task, pieces)
    seen = [one for piece in results for one in piece]
    wall_s = time.monotonic() - began_s
    looker.close()
    # The child was forked from the template: its processor time is counted when that has ended.
    templates.close()
    used = [resource.getrusage(one) for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu_s = [one.ru_utime + one.ru_stime for one in used]
    print(json.dumps([cpu_s, wall_s, sum(one.cycles for one in seen)]))
    print(json.dumps(sum(not one.look.tested for one in seen)))
"""
_FIND = """
import json, sys, time
from tests.emulator.exploring.grounds import sample
from xfetch.emulator.errors import UsageError
from xfetch.emulator.exploring.searching.campaign import Budget, Campaign
began_s = float(sys.argv[2])
found_s = None
def watch(so_far):
    global found_s
    found = [one for one in so_far.finds if one.is_error]
    if found and found_s is not None:
        row = [found_s, time.time() - began_s, so_far.worlds, found[0].key.cause]
        print(json.dumps(row), flush=True)
        raise KeyboardInterrupt
    if found:
        found_s = time.time() - began_s
try:
    budget = Budget(seconds=float(sys.argv[3]), until_found=True)
    explored = Campaign(sample(sys.argv[1]), 1, budget).explore(watch)
    print(json.dumps(", ".join(one.key.cause for one in explored.finds)))
except UsageError as error:
    print(json.dumps(error.what))
"""


class Looked(NamedTuple):
    """CPU seconds of supervisor and child, wall seconds, cycles, and worlds that tested nothing."""

    own_s: float
    child_s: float
    wall_s: float
    cycles: int
    untested: int


def _output(arguments: list[str]) -> tuple[list[str], float]:
    """Run Python; return the lines of its output, and its CPU time with that of its children."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen([sys.executable, *arguments], stdout=output)
        _, _, usage = os.wait4(process.pid, 0)
        output.seek(0)
        return output.read().splitlines(), usage.ru_utime + usage.ru_stime


def looked(folder: Path, worlds: int, jobs: int, cores: int = CORES) -> Looked:
    # A worker imports the main module again, so it has to be a file.
    script = folder / "look.py"
    script.write_text(_LOOK, encoding="utf-8")
    lines, _ = _output([str(script), SAMPLE, str(worlds), str(jobs), str(cores)])
    (own_s, child_s), wall_s, cycles = json.loads(lines[0])
    return Looked(own_s, child_s, wall_s, cycles, json.loads(lines[1]))


def run_s(cycles: int) -> float:
    """The CPU time of a plain run."""
    return _output(["-m", "xfetch.cli", "run", SAMPLE, "--cycles", str(cycles)])[1]


def measure_worlds(folder: Path) -> None:
    few, many = looked(folder, FEW, 1), looked(folder, MANY, 1)
    worlds, cycles = MANY - FEW, many.cycles - few.cycles
    own_s, child_s = many.own_s - few.own_s, many.child_s - few.child_s
    cpu_s = own_s + child_s
    print(f"{worlds / cpu_s:.0f} worlds a second of CPU, {cycles / worlds:.1f} cycles each:")
    print(
        f"  {child_s / worlds * 1e3:.1f} ms in the child, {own_s / worlds * 1e3:.1f} in the supervisor"
    )
    plain_s = run_s(cycles + 100) - run_s(100)
    print(f"as many cycles in one run: {plain_s / cpu_s:.2f} of that time")
    print(f"worlds that test nothing: {many.untested / MANY:.1%}")
    two, alone = (
        [looked(folder, count, jobs, jobs) for count in (FEW, MANY)] for jobs in (CORES, 1)
    )
    two_s, alone_s = (more.wall_s - less.wall_s for less, more in (two, alone))
    print(f"two workers on two cores: {alone_s / two_s:.2f} x one on one core, in wall time,")
    print(f"  {(many.wall_s - few.wall_s) / two_s:.2f} x one on two cores")


def measure_finds() -> None:
    for name in guilty():
        began_s = time.time()
        lines, cpu_s = _output(["-c", _FIND, name, str(began_s), str(_MOST_S)])
        row = json.loads(lines[0])
        if isinstance(row, list):
            found_s, shrunk_s, worlds, cause = row
            print(
                f"{name:24} {found_s:5.1f} s, shrunk {shrunk_s:5.1f} s  world {worlds:<3}"
                f" {cause}  (CPU {cpu_s:.1f} s)"
            )
        else:
            print(f"{name:24} no error in {_MOST_S} s; {row or 'no find at all'}")


def guilty() -> list[str]:
    """The samples with an API whose mistake a world can show."""
    found = sorted(SAMPLES.glob("*/scenario.yml"))
    names = [one.parent.name for one in found if re.search("^api:", one.read_text(), re.M)]
    return [one for one in names if not one.startswith("healthy")]


def main(arguments: list[str]) -> None:
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[2])
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        if "worlds" in arguments or not arguments:
            measure_worlds(Path(name))
        if "finds" in arguments or not arguments:
            measure_finds()


if __name__ == "__main__":
    main(sys.argv[1:])

"""Whether the starter that ``xfetch init`` writes brings events: ``python -m tests.conformance.starters``.

Does what ``init`` does, then what ``run`` does with the starter, for each integration that reaches a first
request with nothing given (``starting.py``). Each result is kept at once in ``starters.json``, so that a
sweep can be interrupted.

``--rest`` goes on with those without a result, ``--sample N --seed S`` takes N of them by chance.
``--keep FOLDER`` keeps the starters.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from queue import SimpleQueue

from .census import Subject, subjects
from .ran import Bench
from .results import FOLDER, load
from .verdict import REQUEST, one_line

FILE = FOLDER / "starters.json"
CHECKED = FOLDER / "starters_checked.yml"
EVENTS, FAILS, NOTHING, NO_STARTER = "events", "fails", "nothing came", "no starter"
_SCRIPT = FOLDER / "starting.py"
KINDS = (EVENTS, FAILS, NOTHING, NO_STARTER)


@dataclass(frozen=True)
class Started:
    """What came of one starter: one of KINDS, the number of incidents created, and why there were none.

    ``of`` is the number of the scenario's events, ``exit`` the exit code of the run, ``alike`` the number of
    incidents that equal an earlier one. Where events came, ``says`` is what the run says of its made-up
    product.
    """

    kind: str
    created: int
    says: str = ""
    of: int = 0
    exit: int = 1
    alike: int = 0

    @property
    def green(self) -> bool:
        return self.kind == EVENTS and self.exit == 0

    @property
    def too_many(self) -> bool:
        """Whether more incidents came than the product has events."""
        return self.kind == EVENTS and self.created > self.of


class Worker:
    """A process of the interpreter with the libraries; it takes one integration after the other."""

    def __init__(self, bench: Bench, kept: Path | None = None) -> None:
        # Without a network, where the system allows that.
        alone = ("unshare", "-n") if os.geteuid() == 0 and shutil.which("unshare") else ()
        command = [*alone, "nice", "-n", "10", str(bench.python), "-W", "ignore", str(_SCRIPT)]
        self._process = subprocess.Popen(
            [*command, str(bench.content), *([str(kept)] if kept else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                "PATH": os.environ.get("PATH", ""),
                "HOME": tempfile.gettempdir(),
                "LANG": "C.UTF-8",
            },
        )

    def started(self, subject: Subject) -> Started:
        """Have a starter written for the integration and run."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{subject.target}\n")
        self._process.stdin.flush()
        found = Started(**json.loads(self._process.stdout.readline()))
        return replace(found, says=one_line(found.says))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def read(file: Path = FILE) -> dict[str, Started]:
    """Read the results that were kept, by the integration's id."""
    if not file.is_file():
        return {}
    document = json.loads(file.read_text(encoding="utf-8"))
    return {name: Started(**one) for name, one in document.items()}


def checked(file: Path = CHECKED) -> dict[int, dict[str, str]]:
    """Read what a reader of the code found wrong in a starter, by the seed of the draw and the integration's
    id; empty if nothing.
    """
    import yaml

    found: dict[int, dict[str, str]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def save(found: Mapping[str, Started], file: Path = FILE) -> None:
    """Write one integration a line, so that a difference shows what changed."""
    lines = (
        f"{json.dumps(name)}: {json.dumps(asdict(found[name]), ensure_ascii=False)}"
        for name in sorted(found)
    )
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def wanted(bench: Bench) -> list[Subject]:
    """Return the integrations that reach a first request with nothing given."""
    reached = {row.id for row in load() if row.generated.kind == REQUEST}
    return [one for one in subjects(bench.content) if one.id in reached]


def _chosen(everything: Iterable[Subject], options: argparse.Namespace) -> list[Subject]:
    names = set(options.only)
    chosen = [one for one in everything if not names or one.id in names]
    if options.sample:
        chosen = random.Random(options.seed).sample(chosen, min(options.sample, len(chosen)))
    return chosen


def main() -> None:
    from .__main__ import WORKERS, bench_from_environment, write_page

    parser = argparse.ArgumentParser(prog="python -m tests.conformance.starters")
    parser.add_argument("only", nargs="*", help="integration ids; all where none is given")
    parser.add_argument("--rest", action="store_true", help="go on with those without a result")
    parser.add_argument("--sample", type=int, help="take so many of them by chance")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the sample")
    parser.add_argument("--file", type=Path, default=FILE, help="where the results are kept")
    parser.add_argument("--keep", type=Path, help="a folder in which the starters are kept")
    options = parser.parse_args()
    bench = bench_from_environment()
    known = read(options.file) if options.rest or options.only else {}
    chosen = _chosen(wanted(bench), options)
    if options.rest:
        chosen = [one for one in chosen if one.id not in known]
    if not options.sample:
        # An interrupted sweep has a sample by chance.
        random.Random(options.seed).shuffle(chosen)
    workers: SimpleQueue[Worker] = SimpleQueue()
    for _ in range(WORKERS):
        workers.put(Worker(bench, options.keep))

    def started(subject: Subject) -> Started:
        worker = workers.get()
        try:
            return worker.started(subject)
        finally:
            workers.put(worker)

    with ThreadPoolExecutor(WORKERS) as pool:
        for subject, one in zip(chosen, pool.map(started, chosen), strict=True):
            print(f"{one.kind:14} {one.created:4} {subject.id}: {one.says}", file=sys.stderr)
            known[subject.id] = one
            # After each, since a sweep takes long enough to be interrupted.
            save(known, options.file)
    for _ in range(WORKERS):
        workers.get().close()
    events = sum(one.kind == EVENTS for one in known.values())
    print(f"{events} of {len(known)} deliver events")
    if options.file == FILE:
        write_page()


if __name__ == "__main__":
    main()

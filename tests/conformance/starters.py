"""Whether the starter that ``xfetch init`` writes brings events: ``python -m tests.conformance.starters``.

Runs ``init``, then ``run`` on what it wrote, for each integration that reaches a first request with
nothing given. Each result is kept at once in ``starters.json``, so that a sweep can be interrupted.

``--rest`` goes on with those without a result, ``--sample N --seed S`` takes N of them by chance.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from .census import Subject, subjects
from .ran import Bench
from .results import FOLDER, load
from .verdict import REQUEST, one_line

FILE = FOLDER / "starters.json"
EVENTS, FAILS, NOTHING, NO_STARTER = "events", "fails", "nothing came", "no starter"
# init makes up to twenty runs, and the machine may be busy.
_LIMIT_S = 150.0
KINDS = (EVENTS, FAILS, NOTHING, NO_STARTER)


@dataclass(frozen=True)
class Started:
    """What came of one starter: one of KINDS, the number of incidents created, and why there were none."""

    kind: str
    created: int
    says: str = ""


def started(bench: Bench, subject: Subject) -> Started:
    """Run ``init`` on the integration, then ``run`` on its starter."""
    with tempfile.TemporaryDirectory(prefix="starter-") as folder:
        scenario = Path(folder) / "starter.yml"
        init = bench.init(subject.target, scenario)
        if not scenario.is_file():
            return Started(NO_STARTER, 0, one_line(init.stderr))
        # What else a guess could be takes further runs, which bring no further event of this one.
        text = scenario.read_text(encoding="utf-8")
        scenario.write_text(text.partition("\nguesses:")[0] + "\n", encoding="utf-8")
        ran = bench.run(scenario, [])
    if ran.report is None:
        what = "no end within the real time limit" if ran.exit_code is None else ran.stderr
        return Started(FAILS, 0, one_line(what))
    return judged(ran.report)


def judged(report: Mapping[str, Any]) -> Started:
    """Read from the report of a run what came of the starter."""
    cycles = report["cycles"]
    created = sum(len(cycle["incidents"]) for cycle in cycles)
    if created:
        return Started(EVENTS, created)
    failed = [cycle for cycle in cycles if cycle["status"] not in ("ok", "skipped")]
    if failed:
        return Started(FAILS, 0, one_line(_failure(failed[-1])))
    asked = report["record"]["requests"]
    return Started(NOTHING, 0, f"{len(asked)} requests, {len(cycles)} cycles ended well")


def _failure(cycle: Mapping[str, Any]) -> str:
    """Return the exception that a cycle raised first, and its line."""
    failure = cycle.get("failure") or {}
    line = failure.get("cause_line") or failure.get("line") or ""
    return f"{failure.get('cause') or cycle['message']} {line}".strip()


def read(file: Path = FILE) -> dict[str, Started]:
    """Read the results that were kept, by the integration's id."""
    if not file.is_file():
        return {}
    document = json.loads(file.read_text(encoding="utf-8"))
    return {name: Started(**one) for name, one in document.items()}


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
    options = parser.parse_args()
    bench = replace(bench_from_environment(), limit_s=_LIMIT_S)
    known = read(options.file) if options.rest or options.only else {}
    chosen = _chosen(wanted(bench), options)
    if options.rest:
        chosen = [one for one in chosen if one.id not in known]
    with ThreadPoolExecutor(WORKERS) as pool:
        for subject, one in zip(
            chosen, pool.map(lambda item: started(bench, item), chosen), strict=True
        ):
            print(f"{one.kind:14} {one.created:4} {subject.id}: {one.says}", file=sys.stderr)
            known[subject.id] = one
            # After each, since a sweep takes long enough to be interrupted.
            save(known, options.file)
    events = sum(one.kind == EVENTS for one in known.values())
    print(f"{events} of {len(known)} deliver events")
    if options.file == FILE:
        write_page()


if __name__ == "__main__":
    main()

"""Explore the public integrations one by one: ``python -m tests.living.sweep``.

Takes each integration that reaches a first request with nothing given (``tests/conformance``), in an order
by SEED, so that those of an interrupted sweep are a sample by chance. Each is explored for 30 s. A result is
kept at once in ``results.json``; the command goes on with those that have none.

``XFETCH_CONTENT`` names the checkout, ``XFETCH_CONFORMANCE_PYTHON`` the interpreter with the libraries of
``tests/conformance/requirements-2022.txt``.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.conformance.__main__ import bench_from_environment
from tests.conformance.starters import wanted

from .search import Explorer, Searched, row_of, searched_of

FILE = Path(__file__).with_name("results.json")
SEED = 213
BUDGET = "30s"


def load(file: Path = FILE) -> dict[str, Searched]:
    """Read the results that were kept, by the integration's id."""
    if not file.is_file():
        return {}
    rows = json.loads(file.read_text(encoding="utf-8"))
    return {name: searched_of(row) for name, row in rows.items()}


def save(found: Mapping[str, Searched], file: Path = FILE) -> None:
    """Write one integration a line, so that a difference shows what changed."""
    lines = (
        f"{json.dumps(name)}: {json.dumps(row_of(found[name]), ensure_ascii=False)}"
        for name in sorted(found)
    )
    new = file.with_suffix(".new")
    new.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    new.replace(file)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.living.sweep")
    parser.add_argument("names", nargs="*", help="integration ids; all where none is given")
    parser.add_argument("--again", action="store_true", help="also those that have a result")
    parser.add_argument("--kept", type=Path, default=FILE, help="where the results are kept")
    parser.add_argument("--finds", type=Path, help="a folder in which scenarios and finds are kept")
    parser.add_argument("--budget", default=BUDGET)
    options = parser.parse_args(arguments)
    bench = bench_from_environment()
    explorer = Explorer(bench.python, options.budget)
    everything = sorted(wanted(bench), key=lambda one: one.id)
    random.Random(SEED).shuffle(everything)
    known = load(options.kept)
    for one in everything:
        if options.names and one.id not in options.names:
            continue
        if one.id in known and not options.again:
            continue
        kept = options.finds / one.target.stem if options.finds is not None else None
        found = explorer.search(bench.content / one.target, bench.content, kept)
        known[one.id] = found
        save(known, options.kept)
        finds = ", ".join(f"{find.kind} {find.cause}" for find in found.finds)
        print(f"{found.worlds:4} worlds {one.id}: {found.says or finds}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

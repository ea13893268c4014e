"""Explore each drawn fix before and after: ``python -m tests.history.explored CONTENT``.

Takes the integration, the CommonServerPython and the ApiModules of a revision and explores them with nothing
given: no scenario, no parameter, no hint. A result is kept at once in ``results.json``; the command goes on
with those that have none.

``XFETCH_CONFORMANCE_PYTHON`` is the interpreter with the libraries of
``tests/conformance/requirements-2022.txt``.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.living.search import Explorer
from tests.living.sweep import load, save

from .checkout import checked_out
from .draw import drawn

FILE = Path(__file__).with_name("results.json")
FIRST = Path(__file__).with_name("results_first.json")
BUDGET = "60s"
SIDES = {"before": "^", "after": ""}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.history.explored")
    parser.add_argument("content", type=Path)
    parser.add_argument("names", nargs="*", help="integrations; all where none is given")
    parser.add_argument("--again", action="store_true", help="also those that have a result")
    parser.add_argument("--kept", type=Path, default=FILE, help="where the results are kept")
    parser.add_argument("--finds", type=Path, help="a folder in which scenarios and finds are kept")
    options = parser.parse_args(arguments)
    python = Path(os.environ.get("XFETCH_CONFORMANCE_PYTHON", sys.executable))
    explorer = Explorer(python.absolute(), BUDGET)
    known = load(options.kept)
    for fix in drawn():
        if options.names and fix.integration not in options.names:
            continue
        for side, parent in SIDES.items():
            name = f"{fix.integration} {side}"
            if name in known and not options.again:
                continue
            kept = options.finds / name.replace(" ", "_") if options.finds is not None else None
            with tempfile.TemporaryDirectory(prefix="history-") as folder:
                root = Path(folder)
                target = checked_out(options.content.resolve(), fix.commit + parent, fix.file, root)
                found = known[name] = explorer.search(target, root, kept)
            save(known, options.kept)
            finds = ", ".join(f"{one.kind} {one.cause} {one.line}" for one in found.finds)
            print(f"{found.worlds:4} worlds {name}: {found.says or finds}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Runs the whole sweep and writes what it came to: ``python -m tests.conformance``."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

from . import embedded, living, starters
from .again import again
from .census import Subject, subjects
from .page import page
from .ran import Bench
from .results import FILE, Row, load, save
from .sweep import by_hand, param_options, with_placeholders

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
NOTES = Path(__file__).parent / "notes.yml"
WORKERS = 2


def measured(bench: Bench, subject: Subject) -> Row:
    """Everything that is kept of one integration."""
    generated = with_placeholders(bench, subject, both=True)
    options = param_options(subject)
    hand = by_hand(bench, subject) if options else None
    row = Row(subject.id, str(subject.target), generated.by_fill, hand)
    print(f"{row.best.kind:16} {row.id}", file=sys.stderr, flush=True)
    if not row.best.reached:
        return row
    arguments = ["--fill", row.fill, *(() if row.generated.reached else options)]
    return Row(row.id, row.target, row.by_fill, hand, again(bench, subject, arguments))


def bench_from_environment() -> Bench:
    """What the two environment variables name; raises SystemExit without a checkout."""
    content = os.environ.get("XFETCH_CONTENT")
    if not content:
        raise SystemExit("XFETCH_CONTENT must name a checkout of the content repository")
    python = os.environ.get("XFETCH_CONFORMANCE_PYTHON", sys.executable)
    return Bench(Path(content).resolve(), Path(python).absolute())


def whole_page() -> str:
    """The page of what is kept: results, comparison, notes."""
    notes = yaml.safe_load(NOTES.read_text(encoding="utf-8"))
    return page(load(), embedded.load(), notes, starters.read(), starters.checked(), living.read())


def write_page() -> None:
    PAGE.write_text(whole_page(), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance")
    parser.add_argument("only", nargs="*", help="integration ids; all where none is given")
    parser.add_argument("--rest", action="store_true", help="go on with those without a result")
    options = parser.parse_args()
    bench, chosen = bench_from_environment(), set(options.only)
    kept = (chosen or options.rest) and FILE.is_file()
    known = {row.id: row for row in load()} if kept else {}
    everything = [item for item in subjects(bench.content) if not chosen or item.id in chosen]
    wanted = [item for item in everything if not (options.rest and item.id in known)]
    with ThreadPoolExecutor(WORKERS) as pool:
        for row in pool.map(lambda subject: measured(bench, subject), wanted):
            known[row.id] = row
            # After each, since a sweep takes long enough to be interrupted.
            save(sorted(known.values(), key=lambda row: row.target))
    write_page()


if __name__ == "__main__":
    main()

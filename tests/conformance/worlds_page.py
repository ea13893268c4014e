"""The table of docs/explore.md that says how many worlds each healthy sample has survived."""

from __future__ import annotations

from .worlds import FILE, digest_of, load


def part() -> str:
    """The table, a sample a row. A sample that has changed since its worlds were run is marked."""
    rows = [
        f"| `{name}`{'' if one['digest'] == digest_of(name) else ' (changed since)'} | {one['worlds']:,} |"
        f" {one['beyond']:,} | {one['untested']:,} | {len(one['errors'])} |"
        for name, one in sorted(load(FILE).items())
    ]
    head = "| sample | worlds | beyond the promises | with nothing to do | errors |\n|---|--:|--:|--:|--:|"
    return "\n".join([head, *rows, ""])

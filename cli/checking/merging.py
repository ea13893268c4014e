"""Reports a check that several machines shared, from the JSON documents of its shards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from xfetch.emulator.checking import summary
from xfetch.emulator.checking.parts import merged

from ..opening import check_open, open_page
from ..outputs import annotate, parse_outputs, shows_text, write_pieces
from ..places import check_places, writes
from ..terminal import file_width, show, width


def report_merged(shards: Sequence[Path], wanted: tuple[str, ...], opens: bool) -> int:
    """Write the wanted reports of the whole check, and return its exit code.

    Raises LoadError and UsageError as ``merged`` does.
    """
    outputs = parse_outputs(wanted, known=tuple(summary.SUMMARIES))
    check_open(opens, outputs)
    check_places(writes(outputs), (("the results of a shard", path) for path in shards))
    checks = merged(shards)
    if shows_text(outputs):
        for one in checks:
            show(summary.lines_of(one, width()))
        show([summary.last_line(checks)])

    def pieces(name: str) -> Iterator[str]:
        if name == "text":
            return summary.text(checks, file_width())
        return summary.SUMMARIES[name](checks)

    write_pieces(outputs, pieces)
    open_page(opens, outputs)
    annotate(outputs, pieces)
    return summary.exit_code(checks)

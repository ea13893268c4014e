"""Lines of text with a style beside each piece, so that one layout serves paper and colour."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from ..excerpt import excerpt
from ..printable import printable_line


class Span(NamedTuple):
    """``style`` is a plain word: error, warning, info, good, dim, strong, or empty."""

    text: str
    style: str = ""


StyledLine = tuple[Span, ...]
BLANK: StyledLine = ()
# The width of what is not a terminal: nothing is wrapped, nothing is cut.
UNBOUNDED = sys.maxsize


def line(*pieces: str | Span) -> StyledLine:
    """One line, whatever the pieces hold: every report's text passes here."""
    spans = (piece if isinstance(piece, Span) else Span(piece) for piece in pieces)
    return tuple(Span(printable_line(span.text), span.style) for span in spans)


def plain(styled: StyledLine) -> str:
    return "".join(span.text for span in styled).rstrip()


def wrapped(
    text: str, width: int, indent: str, style: str = "", first: str | None = None
) -> Iterator[StyledLine]:
    """A text over as many lines as it needs; words longer than a line are cut."""
    pieces = textwrap.wrap(
        printable_line(text),
        width=width,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )
    for piece in pieces:
        yield line(Span(piece, style))


def shortened(text: str, width: int, value: str = "", head: int = 0) -> str:
    """The text on one line, cut at its end, or around ``value`` where that would be lost, behind ``head``
    characters of its beginning."""
    return excerpt(printable_line(text), width, value, head)

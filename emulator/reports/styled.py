"""Lines of text whose pieces have a style each, so that one layout serves plain text and colour."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from ..excerpt import excerpt
from ..printable import printable_line


class Span(NamedTuple):
    """A piece of a line. ``style`` is error, warning, info, good, dim, strong, or empty."""

    text: str
    style: str = ""


StyledLine = tuple[Span, ...]
BLANK: StyledLine = ()
# How much the text report shows.
QUIET, NORMAL, REQUESTS, TRACE = -1, 0, 1, 2
# The width without a terminal: no line is wrapped or cut.
UNBOUNDED = sys.maxsize


def line(*pieces: str | Span) -> StyledLine:
    """One line of the pieces, without characters that would control a terminal."""
    spans = (piece if isinstance(piece, Span) else Span(piece) for piece in pieces)
    return tuple(Span(printable_line(span.text), span.style) for span in spans)


def plain(styled: StyledLine) -> str:
    """The text of a line without its styles and without blanks at its end."""
    return "".join(span.text for span in styled).rstrip()


def wrapped(
    text: str,
    width: int,
    indent: str,
    style: str = "",
    first: str | None = None,
    place: str = "",
) -> Iterator[StyledLine]:
    """Wrap a text to ``width`` columns; words longer than a line are broken.

    ``indent`` begins every line, the first one only where ``first`` is None. ``place`` is the line of a file
    at the end of the text. It is never broken, so that a terminal can open it.
    """
    pieces = textwrap.wrap(
        printable_line(text),
        width=width,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )
    place = printable_line(place)
    if place and pieces and len(pieces[-1]) + len(place) + 3 <= width:
        pieces[-1] += f"   {place}"
    elif place:
        pieces.append(indent + place)
    for piece in pieces:
        yield line(Span(piece, style))


def shortened(text: str, width: int, value: str = "", head: int = 0) -> str:
    """The text on one line, cut to ``width`` characters at its end.

    Where the cut would remove ``value``, the text is cut around it, and ``head`` characters of the beginning
    are kept.
    """
    return excerpt(printable_line(text), width, value, head)

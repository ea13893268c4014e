"""Lines of text in pieces, each piece with a style. The same lines serve as plain text and in colour."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...excerpt import excerpt
from ...printable import printable_line
from .short_request import short_words


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
# Longer words and longer URLs are shortened where a text has to be.
_SHORT_WORDS = ((26, 60), (26, 44))


def line(*pieces: str | Span) -> StyledLine:
    """Return one line made of the pieces, with characters that would control a terminal escaped."""
    spans = (piece if isinstance(piece, Span) else Span(piece) for piece in pieces)
    return tuple(Span(printable_line(span.text), span.style) for span in spans)


def plain(styled: StyledLine) -> str:
    """Return the text of a line without styles and without blanks at its end."""
    return "".join(span.text for span in styled).rstrip()


def wrapped(
    text: str,
    width: int,
    indent: str,
    style: str = "",
    first: str | None = None,
    place: str = "",
) -> Iterator[StyledLine]:
    """Yield a text wrapped to ``width`` columns. A word that is longer than a line is not broken, so that the
    user can copy it.

    ``indent`` begins every line; the first line begins with ``first`` if that is not None. ``place`` is a
    line of a file (``Acme.py:12``) at the end of the text. It is never broken, so that a terminal can open
    it.
    """
    pieces = textwrap.wrap(
        printable_line(text),
        width=width,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
    place = printable_line(place)
    if place and pieces and len(pieces[-1]) + len(place) + 3 <= width:
        pieces[-1] += f"   {place}"
    elif place:
        pieces.append(indent + place)
    for piece in pieces:
        yield line(Span(piece, style))


def shortened(text: str, width: int, value: str = "", head: int = 0) -> str:
    """Return the text on one line, cut to ``width`` characters at its end.

    If that would cut off ``value``, the text around ``value`` is shown instead, after the first ``head``
    characters.
    """
    return excerpt(printable_line(text), width, value, head)


def as_many(names: Sequence[str], width: int, gap: str = ", ") -> str:
    """Return as many of the names as fit into ``width`` columns, and how many more ``-v`` shows."""
    text = ""
    for count in range(len(names), 0, -1):
        more = f"{gap}{len(names) - count} more" if count < len(names) else ""
        text = f"{gap.join(names[:count])}{more}   (-v)"
        if len(text) <= width:
            break
    return excerpt(text, max(width, 1))


def fitted(text: str, width: int, most_lines: int, end: str = "") -> list[str]:
    """Return the text in at most ``most_lines`` lines of at most ``width`` characters; no line for an empty
    text.

    If it is too long, its long words (such as a URL) are shortened first; then ``…`` replaces its end.
    ``end`` follows the text on its last line in any case.
    """
    text = printable_line(text)
    end = f"   {end}" if end else ""
    if width == UNBOUNDED or not text:
        return [text + end] if text else []
    for longest, longest_url in ((width, width), *_SHORT_WORDS):
        words = short_words(text, longest, longest_url)
        pieces = textwrap.wrap(words, width, break_on_hyphens=False, break_long_words=False)
        if len(pieces) <= most_lines and len(pieces[-1]) + len(end) <= width:
            return [*pieces[:-1], pieces[-1] + end]
    kept, rest = pieces[: most_lines - 1], " ".join(pieces[most_lines - 1 :])
    return [*kept, excerpt(rest, max(width - len(end), 1)) + end]

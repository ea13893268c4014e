"""Guess from recorded traffic how an integration requests the next page: with a value or link from an
answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

from ..masking.mask import MASK
from ..record.entries import Json
from ..record.words import snake_case
from ..recording.timeless import timeless
from .endpoint import reference
from .seen import Place, Seen, at, scalars

# A short value may occur twice by chance, unless its parameter has one of these names.
_NAMED = re.compile(
    r"page|offset|skip|cursor|next|after|token|position|marker|from|start|contin|scroll|seq|iterat"
    r"|checkpoint",
    re.I,
)
_NUMBER = re.compile(r"page(_?(number|no|num|index))?")
_OFFSET = re.compile(r"skip|offset|from|start(_?(at|index|offset))?")
_NEXT_LINK = re.compile(r"<([^>]*)>\s*;[^,]*\brel=\"?next\b", re.I)
_SHORT = 6


@dataclass(frozen=True)
class NextPage:
    """Says that a request for the next page takes a parameter from the answer before it.

    ``reference`` names the parameter. That answer holds the value, or a link that contains it (``link``), at
    ``place`` in its body or in ``header``. ``kind`` (cursor, offset, number) is the key for it in a route's
    key ``page``.
    """

    kind: str
    reference: str
    place: Place = ()
    header: str = ""
    link: bool = False

    def always(self, seen: Sequence[Seen]) -> bool:
        """Whether every answer, even the last one, holds a value for the next page. The next fetch then
        begins with the last value.
        """
        well = [one for one in seen if one.went_well and one.document is not None]
        return (
            (self.kind, self.link, self.header) == ("cursor", False, "")
            and len(well) > 1
            and all(at(one.document, self.place) for one in well)
        )


def next_page(seen: Sequence[Seen]) -> NextPage | None:
    """Return from which place in the answer before them most requests to an endpoint take a parameter for the
    next page; None if no request does.

    ``seen`` are the recorded answers of that endpoint, in order.
    """
    votes: Counter[NextPage] = Counter()
    for before, after in pairwise(seen):
        if before.went_well:
            votes.update(dict.fromkeys(_taken(before, after)).keys())
    return votes.most_common(1)[0][0] if votes else None


def _taken(before: Seen, after: Seen) -> Iterator[NextPage]:
    """Yield each value in the answer ``before`` that the request of ``after`` sends as a parameter."""
    for place, value in scalars(before.document):
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            yield from _by(before, after, str(value), place)
    for name, value in before.answered.headers:
        for link in _NEXT_LINK.findall(value) if name.lower() == "link" else ():
            yield from _by(before, after, link, header="Link")
        if _NAMED.search(name):
            yield from _by(before, after, value, header=name)


def _by(
    before: Seen, after: Seen, text: str, place: Place = (), header: str = ""
) -> Iterator[NextPage]:
    if text in ("", MASK):
        return
    linked = _linked(text, before, after)
    if linked:
        kind = _kind(linked, after.endpoint.asked.get(linked))
        yield NextPage(kind, linked, place, header, link=True)
        return
    for ref, value in after.endpoint.asked.items():
        new = str(before.endpoint.asked.get(ref, "")) != text
        if str(value) == text and new and ref != after.endpoint.start and _telling(ref, text):
            yield NextPage(_kind(ref, value), ref, place, header)


def _linked(text: str, before: Seen, after: Seen) -> str:
    """Return the first parameter in which the URL ``text`` differs from the URL of the request ``before``, if
    ``text`` is the URL of the request ``after``. Else return an empty text.
    """
    if "?" not in text or not text.startswith(("http://", "https://", "/", "?")):
        return ""
    link, asked = urlsplit(text), urlsplit(after.answered.url)
    new, old = _query(link.query), _query(urlsplit(before.answered.url).query)
    same = link.path in ("", asked.path) and new.keys() == _query(asked.query).keys()
    if not same or any(
        value not in (new[name], MASK) for name, value in _query(asked.query).items()
    ):
        return ""
    changed = [name for name, value in new.items() if value != old.get(name)]
    named = [name for name in changed if _NAMED.search(name)]
    return reference("query", (named or changed)[0]) if changed else ""


def _query(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True))


def _telling(ref: str, text: str) -> bool:
    """Whether a value of an answer is in the next request on purpose, not by chance.

    The parameter's name says so, or the value is long and not a time.
    """
    named = _NAMED.search(_name(ref)) is not None
    by_chance = len(text) < _SHORT or timeless(text) != text
    return named or not by_chance


def _kind(ref: str, value: Json) -> str:
    """Return how a parameter asks for pages, by its name and value: ``number``, ``offset`` or ``cursor``."""
    if re.fullmatch(r"\d{1,5}", str(value)):
        name = snake_case(_name(ref))
        if _NUMBER.fullmatch(name):
            return "number"
        if _OFFSET.fullmatch(name):
            return "offset"
    return "cursor"


def _name(ref: str) -> str:
    """Return a parameter's name alone: ``$skip`` for ``query.$skip`` and for ``query['$skip']``."""
    return re.split(r"[.\[]", ref)[-1].strip("]'")

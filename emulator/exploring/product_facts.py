"""Facts of a product that a scenario tells: its pages, times, lists and ids, and its kinds of events."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ..record.entries import CheckedJson, Json
from ..timeline.generated import Generated
from ..timeline.listed import Listed
from ..timeline.made_fields import id_maker
from ..timeline.timeline import Timeline
from .world import shown

_DIGITS = re.compile(r"@(?:created|visible|updated)\s+iso\.(\d)")
_WHOLE = re.compile(r"@(?:created|visible|updated)\s+(?:iso(?!\.[1-9])|epoch_s)\b")
_FINE = re.compile(r"@(?:created|visible|updated)\s+epoch_(ms|us|ns)")
# strptime(alert["created"], "%Y-%m-%dT%H:%M:%S.000Z"); a time of the last run is the code's own.
_ZERO_FRACTION = re.compile(
    r"\b(?:strptime|date_to_timestamp)\(\s*(?:\w+=)?(?!\w*run\b)\w+(?:\.get\(|\[)['\"][^\n]*,\s*(?:\w+=)?"
    r"['\"][^'\"\n]*%S\.0+Z?['\"]",
    re.I,
)

_PAGE_SIZE = re.compile(
    r"\w*(?:size|limit|count|top|max|per_?page|page)\w*[\"']?\]?(?:: ?int)? ?[:=] ?(\d{1,3})\b",
    re.I,
)
# Forms of ids that have one length: a UUID, and hex digits.
_FIXED = re.compile(
    r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}",
    re.I,
)
_LEADING_ZERO = re.compile(r"(?<![0-9])0[0-9]*\{n\}")
_LEAST_PAGE, _LARGEST_PAGE, _MOST_PAGES = 3, 250, 3
# The keys of a route that say which events a request asks for.
FILTERS = ("filter", "search", "after", "one")


@dataclass(frozen=True)
class Kind:
    """A kind of event that the product has: a template of its fields, the list that holds it, and whether
    the settings of the instance want it.
    """

    fields: Mapping[str, Json] = field(default_factory=dict)
    stream: str = ""
    in_scope: bool = True


def page_sizes(api: Json) -> Iterator[int]:
    """Yield each page size that the API fixes, and each maximum: no request can get a larger page."""
    for section in mappings(api):
        page = section.get("page")
        if isinstance(page, Mapping):
            sizes = (page.get(key) for key in ("limit", "max"))
            yield from (size for size in sizes if type(size) is int and size > 0)


def asked_pages(code: str) -> list[int]:
    """Return sizes of pages that the code names, such as ``PAGE_SIZE = 30`` and ``"limit": 100``; the
    smallest first.
    """
    found = {int(match[1]) for match in _PAGE_SIZE.finditer(code)}
    return sorted(one for one in found if _LEAST_PAGE <= one <= _LARGEST_PAGE)[:_MOST_PAGES]


def precision_of(
    api: Json, timeline: Timeline | None, *, guessed: bool = False, code: str = ""
) -> float:
    """Return how exactly the product stores the times of its events, in seconds: as exactly as it shows them.

    If the API is guessed and shows one of them in whole seconds, whole seconds are assumed for all. So they
    are where the ``code`` reads the time of an event in a format whose fraction is always zero.
    """
    styles = [text for text in texts(api) if "@" in text]
    if guessed and (any(_WHOLE.search(text) for text in styles) or _ZERO_FRACTION.search(code)):
        return 1.0
    digits = [int(match[1]) for text in styles for match in _DIGITS.finditer(text)]
    if any(_FINE.search(text) for text in styles) or any(one >= 3 for one in digits):
        return 0.001
    sources = timeline.sources if timeline is not None else ()
    kept = [one.precision_s for one in sources if isinstance(one, Generated)]
    return min(kept, default=1.0)


def kinds_of(
    timeline: Timeline | None, start: datetime, reach_s: float, api: Json
) -> Iterator[Kind]:
    """Yield each kind of event in the timeline of a run that begins at ``start``. Events in a separate file
    are left out: each has fields of its own. So are unwanted events that are older than ``reach_s``, where
    the first fetch begins: they may be unwanted for their age, and a world gives its events other ages.

    Where ``api`` shows no id of its own, as one that was read off answers, the fields of a listed event hold
    its id and its time. Those of other events hold theirs.
    """
    verbatim = not any("@id" in text for text in texts(api))
    begin = start - timedelta(seconds=reach_s)
    for source in timeline.sources if timeline is not None else ():
        if isinstance(source, Listed):
            if not source.in_scope and source.created.at(start) < begin:
                continue
            fields = source.fields
            if verbatim:
                own = {source.id: "{id}", shown(source.created.at(start), 0.0): "{created}"}
                fields = {key: _with_own(value, own) for key, value in fields.items()}
            yield Kind(fields, source.stream, source.in_scope)
        elif isinstance(source, Generated):
            yield Kind(source.fields, source.stream)


def _with_own(value: CheckedJson, own: Mapping[str, str]) -> CheckedJson:
    """Return a value of an event with the words for its id and its time in their place."""
    if isinstance(value, str):
        return own.get(value, value)
    if isinstance(value, Mapping):
        return {key: _with_own(inner, own) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_own(inner, own) for inner in value]
    return value


def takes_no_filter(api: Json) -> bool:
    """Whether no list of events takes a filter: then each request gets events of any age."""
    lists = [one for one in mappings(api) if "@events" in str(one.get("answer"))]
    return bool(lists) and not any(key in one for one in lists for key in FILTERS)


def streams_of(api: Json, timeline: Timeline | None) -> Iterator[str]:
    """Yield each list of events that the timeline or the API names."""
    for source in timeline.sources if timeline is not None else ():
        if isinstance(source, Generated | Listed):
            yield source.stream
    for section in mappings(api):
        stream = section.get("stream")
        if isinstance(stream, str) and not stream.startswith("@"):
            yield stream


def id_template_of(timeline: Timeline | None) -> str:
    """Return the template of the ids of further events, such as ``A{n}``."""
    sources = timeline.sources if timeline is not None else ()
    made = (one.id for one in sources if isinstance(one, Generated))
    listed = (one.id for one in sources if isinstance(one, Listed))
    for template in made:
        return template
    for text in listed:
        head = text.rstrip("0123456789")
        return f"{head}{{n}}" if head != text and not set(head) & set("{}") else "A{n}"
    return "{n}"


def ids_of(template: str) -> Callable[[int], str]:
    """Return a function that makes the id with a number. Where all ids of this form have one length, the
    number gets leading zeros: a UUID, the hex digits of a key or a hash, a number that begins with a zero.
    """
    id_of = id_maker(template)
    has_one_length = _FIXED.fullmatch(id_of(1000)) or _LEADING_ZERO.search(template)
    return (lambda number: id_of(f"{number:04}")) if has_one_length else id_of


def mappings(value: CheckedJson) -> Iterator[Mapping[str, CheckedJson]]:
    """Yield each mapping in a value, at any depth."""
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from mappings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from mappings(inner)


def texts(value: CheckedJson) -> Iterator[str]:
    """Yield each text in a value, at any depth. Keys are left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)

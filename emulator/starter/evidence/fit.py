"""Find the document, in a pack's tests, that is the answer to a request, by the keys that the code reads."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...record.entries import CheckedJson, Json
from ...record.id_guess import guessed_path
from ...record.words import words_of
from ..code_reading.value import UNKNOWN, Value
from ..skeleton import kept_in
from .samples import Sample

Place = tuple[str, ...]
_DEEPEST = 6
# A document that no test ties to the request must have so many of the keys that the code reads.
_FEWEST_KEYS, _LEAST_SHARE = 2, 0.5
_LONG_PATH = 4
# Outweighs the keys of a list that the code reads beside the events.
_CALLED_AS_PATH = 1.5
_FETCH = frozenset((
    "fetch", "incident", "incidents", "alert", "alerts", "event", "events", "response", "raw", "list",
))  # fmt: skip
_COMMON = frozenset((
    "get", "list", "data", "response", "test", "json", "api", "v1", "v2", "v3", "rest", "search", "query",
    "queries", "post", "http", "request", "mock", "raw", "result", "results", "entities", "command", "items",
))  # fmt: skip
_NO_ANSWER = re.compile(
    r"expected|context|outputs?$|entry|readable|args|params|last_?run|result", re.I
)


@dataclass(frozen=True)
class Fit:
    """A document that may be the answer, and where it holds events: ``place`` is the path of keys to their
    list or to the one event.

    ``mark`` names what is at that place: ``@events``, ``@ids`` or ``@event``; it is empty if the document
    holds no events. ``items`` are those events or ids. Of several documents, the one with the highest
    ``score`` is used; ``tied`` says that a test uses it for this very request. ``envelope`` says that the
    document is the whole answer; else it is only the list or the event inside the answer, and the code tells
    what surrounds it. ``read`` are the keys of an event that the code reads, ``share`` is the part of them (0
    to 1) that the events have. ``kept`` is the key of the object in an event that an incident keeps, empty if
    it keeps the event.
    """

    sample: Sample
    place: Place
    mark: str
    items: tuple[CheckedJson, ...]
    score: float
    envelope: bool = True
    read: frozenset[str] = frozenset()
    share: float = 1.0
    tied: bool = False
    kept: str = ""


@dataclass(frozen=True)
class Wanted:
    """What is known of the answer to a request, to find its document.

    ``answer`` is what the code reads from it, ``place`` where it holds the events, ``item`` what the code
    reads from an event; ``listed`` tells a list of events from a single event. ``functions`` are the
    integration's functions that send the request. ``keys`` are all keys that the code reads anywhere.
    """

    method: str
    path: str
    answer: Value
    place: Place
    item: Value
    listed: bool
    functions: frozenset[str]
    keys: frozenset[str]


def best_fit(wanted: Wanted, samples: Sequence[Sample]) -> Fit | None:
    """Return the best document among those that hold events and fit the answer; None if none fits."""
    found = (fit for one in samples for fit in _fits(wanted, one))
    return max(found, key=lambda one: one.score, default=None)


def best_without_events(wanted: Wanted, samples: Sequence[Sample]) -> Fit | None:
    """Return the document that best fits an answer without events; None if none fits."""
    found = (fit for one in samples for fit in _without_events(wanted, one))
    return max(found, key=lambda one: one.score, default=None)


def _without_events(wanted: Wanted, sample: Sample) -> Iterator[Fit]:
    """Yield each document that may be an answer without events, such as a version, a user or a login."""
    document, keys = sample.document, wanted.answer.keys
    if not isinstance(document, Mapping) or not document:
        return
    tie = _tie(wanted, sample)
    share = sum(key in document for key in keys) / len(keys) if keys else 0.0
    if tie > 0 or (tie == 0 and len(keys) >= _FEWEST_KEYS and share == 1.0):
        score = 3 * tie + 4 * share + _name_score(wanted, sample)
        found = share if keys else 1.0
        yield Fit(sample, (), "", (), score, read=frozenset(keys), share=found, tied=tie > 0)


def _fits(wanted: Wanted, sample: Sample) -> Iterator[Fit]:
    sample = _unwrapped(wanted, sample)
    yield from _fits_as_wanted(wanted, sample)
    called = re.sub(r"[^a-z]", "", wanted.path.rpartition("/")[2].lower())
    for place, items in lists_in(sample.document) if wanted.listed and called else ():
        # A list that is called as the path's end holds the events, whatever else the code reads.
        if place and place != wanted.place and re.sub(r"[^a-z]", "", place[-1].lower()) == called:
            value: Value | None = wanted.answer
            for part in place:
                value = value.keys.get(part) if value is not None else None
            if value is not None or place[-1] in wanted.keys:
                item = value.item if value is not None else Value()
                named = replace(wanted, place=place, item=item)
                for fit in _scored(named, sample, place, items, envelope=True):
                    yield replace(fit, score=fit.score + _CALLED_AS_PATH)


def _unwrapped(wanted: Wanted, sample: Sample) -> Sample:
    """Return the sample cut down to the part that has the events where the code reads them, if a test wrapped
    it in keys that the code does not read from an answer: ``{"case one": {"response": {"alerts": [...]}}}``.
    """
    size = len(wanted.place)
    if not wanted.listed or not size or at(sample.document, wanted.place) is not None:
        return sample
    places = (place for place, _ in lists_in(sample.document))
    around = [place[:-size] for place in places if place[-size:] == wanted.place]
    if len(around) != 1 or around[0][0] in wanted.answer.keys:
        return sample
    return replace(sample, document=at(sample.document, around[0]))


def _fits_as_wanted(wanted: Wanted, sample: Sample) -> Iterator[Fit]:
    tie = _tie(wanted, sample)
    if wanted.listed:
        reads_no_list = wanted.answer.keys and not wanted.place and wanted.answer.items is None
        if reads_no_list and tie <= 0:
            return
        whole = _items(at(sample.document, wanted.place))
        known = bool(wanted.place) or wanted.answer.items is not None or tie > 0
        if whole is not None and known:
            yield from _scored(wanted, sample, wanted.place, whole, envelope=True)
        elif isinstance(sample.document, list) and (items := _items(sample.document)):
            # A list proves no envelope where the code does not tell that the answer is the list.
            yield from _scored(wanted, sample, (), items, envelope=False)
        elif isinstance(sample.document, Mapping) and (tie > 0 or not wanted.answer.is_read):
            # What the code does with the answer is not known well enough, but the test is.
            for place, items in lists_in(sample.document):
                # A library may read what the code does not.
                if tie > 0 or all(part in wanted.keys for part in place):
                    yield from _scored(wanted, sample, place, items, envelope=True)
    else:
        one = at(sample.document, wanted.place)
        # An object without an id of its own holds events, but is none.
        own = isinstance(one, Mapping) and "." not in (guessed_path([[one]]) or ".")
        if isinstance(one, Mapping) and (own or tie > 0):
            yield from _scored(wanted, sample, wanted.place, (one,), envelope=True)


def _scored(
    wanted: Wanted, sample: Sample, place: Place, items: tuple[CheckedJson, ...], *, envelope: bool
) -> Iterator[Fit]:
    tie = _tie(wanted, sample)
    keys = list(wanted.item.keys)
    has = [key for key in keys if any(key in one for one in items if isinstance(one, Mapping))]
    plain = not any(isinstance(one, Mapping) for one in items)
    if plain and keys:
        return
    if not plain and not keys:
        # The code hands the events on as they are: their own keys must say that they are events.
        known = {key for one in items for key in one if key in wanted.keys}
        keys, has = ["", *known], list(known)
        if tie <= 0 and (len(known) <= _FEWEST_KEYS or not _named_alike(wanted, sample)):
            return
    share = len(has) / len(keys) if keys else 0.0
    if tie <= 0 and not plain and (len(has) < min(_FEWEST_KEYS, len(keys)) or share < _LEAST_SHARE):
        return
    if tie <= 0 and plain:
        return
    around = _around_share(wanted.answer, sample.document, wanted.place) if envelope else 0.0
    richness = min(max((len(one) for one in items if isinstance(one, Mapping)), default=0), 40) / 80
    score = 3 * tie + 4 * share + 2 * around + richness + _name_score(wanted, sample)
    score += 0.5 if envelope else 0.0
    mark = "@events" if wanted.listed else "@event"
    read = frozenset(wanted.item.keys)
    mark = "@ids" if plain else mark
    kept = kept_in(wanted.item)
    yield Fit(sample, place, mark, items, score, envelope, read, share, tie > 0, kept)


def _tie(wanted: Wanted, sample: Sample) -> int:
    """Return 1 if a test uses this document for the request, -1 if for another request, 0 if no test
    tells.
    """
    if sample.function:
        return 1 if sample.function in wanted.functions else -1
    if not sample.path:
        return 0
    same = _same_path(wanted.path, sample.path)
    return 1 if same and sample.method in ("", wanted.method) else -1


def _same_path(path: str, other: str) -> bool:
    parts = [re.escape(part) for part in re.sub("/{2,}", "/", other).strip("/").split(UNKNOWN)]
    pattern = ".*".join(parts)
    if not re.search(r"\w", pattern.replace(".*", "")):
        return False
    mine = re.sub(r"\{\w+\}", "x", path).strip("/")
    loose = re.sub(r"/(\d+|[0-9a-f-]{8,}|\w*id\w*|\{\w+\})(?=/|$)", "/[^/]+", pattern)
    found = re.fullmatch(rf"(.*/)?({pattern}|{loose})", mine) is not None
    return found or _same_but_for_one(mine.split("/"), other.strip("/").split("/"))


def _same_but_for_one(mine: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two paths of four or more segments differ in exactly one segment (a tenant), not the last
    one.
    """
    if len(mine) != len(other) or len(mine) < _LONG_PATH or mine[-1] != other[-1]:
        return False
    return sum(one != two for one, two in zip(mine, other, strict=True)) == 1


def _named_alike(wanted: Wanted, sample: Sample) -> bool:
    """Whether the document's name shares a word with the request's path or the functions that send it."""
    return bool(_asked_words(wanted) & set(words_of(sample.name)) - _COMMON)


def _asked_words(wanted: Wanted) -> set[str]:
    texts = (wanted.path, *wanted.functions)
    return {word for text in texts for word in words_of(text)}


def _name_score(wanted: Wanted, sample: Sample) -> float:
    name = set(words_of(sample.name))
    asked = _asked_words(wanted)
    score = 0.3 * min(len(name & asked), 2) + 0.2 * min(len(name & _FETCH), 2)
    return score - (2.0 if _NO_ANSWER.search(sample.name) else 0.0)


def _around_share(answer: Value, document: Json, place: Place) -> float:
    """Of the keys that the code reads outside the events, return the part (0 to 1) that the document has."""
    if not isinstance(document, Mapping) or not answer.keys:
        return 0.0
    wanted = [key for key in answer.keys if not place or key != place[0]]
    here = 1.0 if place and place[0] in document else 0.0
    return (here + sum(key in document for key in wanted)) / (len(wanted) + 1)


def at(document: CheckedJson, place: Place) -> CheckedJson:
    """Return the value at a place (keys) in a document; None if there is none."""
    for part in place:
        if not isinstance(document, Mapping) or part not in document:
            return None
        document = document[part]
    return document


def _items(value: CheckedJson) -> tuple[CheckedJson, ...] | None:
    """Return the items of a list that is not empty; None for other values and for mixed lists."""
    if not isinstance(value, list) or not value:
        return None
    mappings = [isinstance(one, Mapping) and bool(one) for one in value]
    if all(mappings) or (not any(mappings) and all(isinstance(one, (str, int)) for one in value)):
        return tuple(value)
    return None


def lists_in(
    document: CheckedJson, place: Place = ()
) -> Iterator[tuple[Place, tuple[CheckedJson, ...]]]:
    """Yield the lists of objects (or of plain ids) in a document with their places; lists inside lists are
    left out.
    """
    if items := _items(document):
        yield place, items
    elif isinstance(document, Mapping) and len(place) < _DEEPEST:
        for key, inner in document.items():
            yield from lists_in(inner, (*place, key))


def place_of(answer: Value, wanted: Value, depth: int = 0) -> Place | None:
    """Return the keys that lead from an answer to a value inside it; None if no keys do, as for a value in a
    list.
    """
    if answer is wanted:
        return ()
    if depth > _DEEPEST:
        return None
    for key, inner in answer.keys.items():
        found = place_of(inner, wanted, depth + 1)
        if found is not None:
            return (key, *found)
    return None


def functions_at(
    lines: Collection[tuple[int, int]], spans: Sequence[tuple[int, int, str]]
) -> frozenset[str]:
    """Return the names of the functions whose lines contain one of these calls."""
    return frozenset(
        name
        for first, last, name in spans
        for begin, end in lines
        if first <= begin and end <= last
    )

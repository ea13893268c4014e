"""Guess which field of an event is its id, from the names and values of the event's fields."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .entries import Json
from .json_path import canonical, resolve, scalars, text_of
from .words import words_of


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ID_WORDS = frozenset({"id", "uuid", "guid", "uid", "key"})
_EVENTS = _word_set(
    "action activity alarm alert anomaly breach bug case detection email entry event finding "
    "incident investigation issue item log mail message notable notification observation "
    "offense record report signal sys threat ticket violation vulnerability"
)
# Things that many events share: a user's id does not identify the event.
_SHARED = _word_set(
    "access account actor agent api app application asset assigned assignee author board by "
    "category channel class client cloud company computer config connector contact correlation "
    "creator customer cve data device domain endpoint engine feed folder group host index "
    "initiator integration kb license linked location machine network object org organisation "
    "organization owner parent partner pattern person policy previous principal priority "
    "private process product project provider public queue recipient region related reporter "
    "resource role root rule schema secret sender sensor service session severity signature "
    "site source status subscription tactic target team technique template tenant thread type "
    "user vendor version workflow zone"
)
_AMOUNTS = _word_set("count level priority rank score severity size total")
_ANOTHER = _word_set("linked parent previous related root")
_WRAPPERS = _word_set(
    "attributes body content data details fields meta metadata node payload properties result "
    "source"
)


def guessed_path(batches: Sequence[Sequence[Json]], *, type_key: str = "") -> str:
    """Return the path of the field that is likely the id of the events; empty if there is none.

    Every event has the field, and its values differ within each batch (the events that came together). Of
    several such fields the least nested wins, then the best name. With ``type_key``, the key of an event's
    type, events of different types may have the same id.
    """
    # An event that was sent twice must not count as two events with one id.
    events = [list({canonical(event): event for event in batch}.values()) for batch in batches]
    flat = [[_named_ids(event, type_key) for event in batch] for batch in events if batch]
    if not flat:
        return ""
    common = set.intersection(*(set(ids) for batch in flat for ids in batch))
    fit = [path for path in common if _is_unique(path, flat)]
    return min(fit, key=rank, default="")


class KnownIds(NamedTuple):
    """Where one event may have its id. ``ids`` maps its paths that hold an id of one of the product's events
    to that id. ``named`` are all its paths whose name looks like that of an id.
    """

    ids: Mapping[str, str]
    named: frozenset[str] = frozenset()


def known_ids(event: Json, known: Collection[str]) -> KnownIds:
    """Return where an event may have its id; ``known`` are the ids of the product's events."""
    values = {path: text_of(value) for path, value in scalars(event)}
    ids = {path: text for path, text in values.items() if text in known and not _is_amount(path)}
    return KnownIds(ids, frozenset(filter(is_id_name, values)))


def _is_amount(path: str) -> bool:
    """Whether a path names how much or how grave something is: such a small number may equal an id."""
    words = words_of(path.rpartition(".")[2])
    return bool(words) and words[-1] in _AMOUNTS


def known_paths(rows: Sequence[KnownIds]) -> tuple[str, ...]:
    """Return the paths under which events hold their own ids, in the order in which to look for them.

    A row belongs to one event. Usually all events have the id under one path. The events of several lists may
    have it under several: a later path is for the events that have no id under an earlier one. A path comes
    first if it tells more events apart, such as ``comment_id`` beside the ``alert_id`` that several comments
    share. The result is empty if the paths find the ids of less than half of the events.
    """
    main = _most_ids(rows)
    found = [row for row in rows if main in row.ids]
    if 2 * len(found) < len(rows) and not _tells_apart(main, found):
        return ()
    paths = [*_nearer(main, found), main]
    left = [row for row in rows if main not in row.ids]
    # A number may be an id by accident, so a further path must look like one.
    while left and (path := _most_ids(left, only_own=True)):
        paths.append(path)
        left = [row for row in left if path not in row.ids]
    return tuple(paths) if main and 2 * len(left) <= len(rows) else ()


def _most_ids(rows: Sequence[KnownIds], *, only_own: bool = False) -> str:
    """Return the path with the most ids; of several the one with more different ids, then the first by
    ``rank``. Empty without one.
    """
    ids: dict[str, list[str]] = {}
    for row in rows:
        for path, value in row.ids.items():
            ids.setdefault(path, []).append(value)
    fit = [path for path in ids if not only_own or _tells_apart(path, rows)]
    return min(fit, key=lambda path: (-len(ids[path]), -len({*ids[path]}), *rank(path)), default="")


def _tells_apart(path: str, rows: Sequence[KnownIds]) -> bool:
    """Whether the values at a path are really the events' ids, and do not just happen to be equal to ids of
    the product.

    They are if the path has a name such as ``event_id``, or if each of several events has another value
    there. A path that is named like any other id counts if its values are no numbers, or if nothing else in
    these events is named like an id.
    """
    having = [row for row in rows if path in row.ids]
    values = [row.ids[path] for row in having]
    if _name_score(path) or 1 < len(values) == len({*values}):
        return True
    if not is_id_name(path):
        return False
    is_alone = all(row.named == {path} for row in having)
    return is_alone or not any(value.isdecimal() for value in values)


def _nearer(main: str, rows: Sequence[KnownIds]) -> Iterator[str]:
    """Yield each path with the name of an id that has more different ids than ``main``, in the events that
    have both.
    """
    for path in sorted({path for row in rows for path in row.ids} - {main}, key=rank):
        both = [row.ids for row in rows if path in row.ids]
        more = len({ids[path] for ids in both}) > len({ids[main] for ids in both})
        if more and is_id_name(path):
            yield path


def _named_ids(event: Json, type_key: str) -> dict[str, str]:
    kind = f"{text_of(resolve(event, type_key))}:" if type_key else ""
    return {
        path: kind + text_of(value)
        for path, value in scalars(event)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and _name_score(path)
    }


def _is_unique(path: str, flat: Sequence[Sequence[Mapping[str, str]]]) -> bool:
    if any(len({ids[path] for ids in batch}) < len(batch) for batch in flat):
        return False
    # In batches of one every field is unique; an unknown *_id must then differ in most batches.
    total = sum(len(batch) for batch in flat)
    different = len({ids[path] for batch in flat for ids in batch})
    return _name_score(path) > 1 or 2 * different > total or total == 1


def rank(path: str) -> tuple[int, int, str]:
    """Return a sort key for a field's path: the least nested path sorts first, then the one with the best
    name for an id.
    """
    return path.count("."), -_name_score(path), path.lower()


@lru_cache(maxsize=4096)
def _name_score(path: str) -> int:
    """Rate a field's name: 3 for ``id`` alone, 2 for an event's id (``alert_id``) and for ``key`` alone, 1
    for other ids. An id that many events share (``user_id``), and any other name, gets 0.
    """
    words = _words(path)
    if not words or words[-1] not in _ID_WORDS:
        return 0
    owners = [word for word in words[:-1] if word not in _WRAPPERS]
    if not owners:
        return 2 if words[-1] == "key" else 3
    if owners[-1] in _EVENTS:
        return 0 if _ANOTHER & set(owners) else 2
    return 0 if owners[-1] in _SHARED or words[-1] == "key" else 1


@lru_cache(maxsize=4096)
def is_id_name(name: str) -> bool:
    """Whether a name says that its value is an id, or several: ``alertId``, ``data.event_ids``, ``uuid``."""
    words = _words(name)
    return bool(words) and words[-1].removesuffix("s") in {"id", "uuid", "guid", "uid"}


def names_an_event(name: str) -> bool:
    """Whether a name says that its value is the event's own id: ``id``, ``alertId``; not ``hostId``."""
    return is_id_name(name) and _name_score(name) > 1


def noun_of(path: str) -> str:
    """Return the kind of event in the name of an id: ``alert`` for ``securityAlertID``; empty if there is
    none.
    """
    words = _words(path)
    owner = words[-2] if len(words) > 1 and words[-1] in _ID_WORDS else ""
    return owner if owner in _EVENTS and owner != "sys" else ""


def _words(path: str) -> list[str]:
    """Split the path of a field into lower-case words: ``securityAlertID`` is security, alert, id.

    An id that is glued to a known word at the end is split off: ``alertid`` is alert, id.
    """
    words = words_of(path)
    if words:
        glued = re.fullmatch(r"(\w+?)(uuid|guid|id)", words[-1])
        if glued and glued[1] in _EVENTS | _SHARED:
            words[-1:] = [glued[1], glued[2]]
    return words

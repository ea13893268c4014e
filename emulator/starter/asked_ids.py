"""Find, in recorded traffic, requests that name events by id, and answers with a list of nothing but ids."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from ..record.entries import Json
from ..record.id_guess import is_id_name
from ..record.words import words_of
from .endpoint import Endpoint

_ITEM = re.compile(r"(.+)\[\d+\](.*)")
# A shorter text may equal an id by chance, so its name must say that it is one.
_SHORT = 5
_CHANGES = frozenset(
    [
        "ack",
        "acknowledge",
        "acknowledged",
        "archive",
        "archived",
        "close",
        "closed",
        "complete",
        "delete",
        "dismiss",
        "mark",
        "processed",
        "read",
        "remove",
        "resolve",
        "seen",
        "update",
    ]
)


def asked_ids(endpoint: Endpoint, ids: Collection[str]) -> str:
    """Return the parameter of a request that holds event ids: ``body.ids``, ``body.data[*].id``,
    ``query.ids``.

    Return an empty text if the request names no event. ``ids`` are the ids of all recorded events.
    """
    # The first call may come before any event was known.
    for ref, value in {**endpoint.later, **endpoint.asked}.items():
        item = _ITEM.fullmatch(ref)
        if item is not None and str(value) in ids and _means_ids(item[2] or item[1], value):
            return f"{item[1]}[*]{item[2]}" if item[2] else item[1]
        parts = str(value).split(",")
        if item is None and all(part in ids for part in parts) and _means_ids(ref, max(parts)):
            return ref
    return ""


def changed_ids(endpoint: Endpoint, ids: Collection[str]) -> str:
    """Return the part of a request that names the events it changes: ``body.ids``, ``path.id``.

    Return an empty text if the request only reads: it is a GET, or a POST whose path ends in no word for a
    change (``acknowledge``, ``close``).
    """
    changes = endpoint.method in ("PUT", "PATCH", "DELETE") or (
        endpoint.method == "POST" and _CHANGES & set(words_of(endpoint.path.rpartition("/")[2]))
    )
    if not changes:
        return ""
    return "path.id" if "{id}" in endpoint.path else asked_ids(endpoint, ids)


def _means_ids(path: str, value: Json) -> bool:
    """Whether a value in a request that equals an event's id is surely meant as that id.

    That is so if it is long, or if the parameter's name says that it holds ids.
    """
    return (
        len(str(value)) >= _SHORT
        or is_id_name(path)
        or words_of(path)[-1:] in (["keys"], ["resources"])
    )


def id_list(document: Json, ids: Collection[str]) -> str | None:
    """Return the dotted path of a list in an answer that holds only event ids; None without such a list."""
    return next(_id_lists(document, ids, ""), None)


def _id_lists(document: Json, ids: Collection[str], path: str) -> Iterator[str]:
    if isinstance(document, Mapping):
        for key, inner in document.items():
            yield from _id_lists(inner, ids, f"{path}.{key}" if path else key)
    elif isinstance(document, list) and document and all(
        isinstance(one, (str, int)) and str(one) in ids and _means_ids(path, one) for one in document
    ):  # fmt: skip
        yield path

"""Guess the routes of a scenario's section ``api``: method, path, and filters from the parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from ..product.declared.api import parse_api
from ..product.declared.route.search import LANGUAGES
from ..record.entries import Json
from ..record.times import strftime_of
from ..settings.section import SectionError
from .bounds.bound import filter_of
from .bounds.order import FIELDS
from .code_keys import id_keys, time_keys, token_keys
from .endpoint import Endpoint

_ODATA = re.compile(r"(\w[\w/]*)\s+(?:gt|ge|lt|le|eq)\s", re.I)
_KEY_VALUE = re.compile(r"(\w[\w.]*):\s*(?:[<>]=?)?\s*'")


# An argument in a query's text that no language of a scenario parses.
_LIMIT = re.compile(r"\b((?:head|limit|first|take|top|per)\s*[:=]?\s*)(\d{1,5})\b", re.I)


@dataclass(frozen=True)
class Envelope:
    """Where the product's answer holds its events: in a list under ``key``.

    An empty ``key`` means that the answer itself is the list. ``time_format`` is the format in which the
    product writes times.
    """

    key: str = ""
    time_format: str = "iso"

    def around(self, events: Json) -> Json:
        return {self.key: events} if self.key else events


def event_shape(keys: tuple[str, ...], envelope: Envelope) -> dict[str, Json]:
    """Build the key ``event`` of a section ``api``: which keys of an event hold its id and its times."""
    times = dict.fromkeys(time_keys(keys), f"@created {envelope.time_format}")
    return {**dict.fromkeys(id_keys(keys), "@id"), **times, "**": "@fields"}


def route_of(endpoint: Endpoint, keys: tuple[str, ...], envelope: Envelope) -> dict[str, Json]:
    """Build the scenario's route for an endpoint: method, path, guessed filter and pages, and answer."""
    method = endpoint.method.lower()
    known = method in ("get", "post", "put", "patch", "delete", "head")
    route: dict[str, Json] = {method if known else "any": endpoint.path}
    if endpoint.login:
        names = dict.fromkeys(token_keys(keys), "@token")
        return {
            **route,
            "login": {"lifetime": "1h"},
            "answer": {"json": {**names, "expires_in": "@expires_in", "token_type": "Bearer"}},
        }
    if "{id}" in endpoint.path and not endpoint.bounds:
        return {**route, "one": "path.id", "answer": {"json": "@event"}}
    answer = {"answer": {"json": envelope.around("@events")}}
    guessed = {**route, **_filtered(endpoint)}
    if endpoint.page:
        guessed["page"] = dict(endpoint.page)
    return {**(guessed if is_possible(guessed) else route), **answer}


def is_possible(route: Mapping[str, Json]) -> bool:
    """Whether the parser of scenarios accepts this route."""
    try:
        parse_api({"routes": [dict(route)]})
    except SectionError:
        return False
    return True


def _filtered(endpoint: Endpoint) -> Mapping[str, Json]:
    """Build a route's ``filter``, ``search`` and ``order`` from the parameters of the requests to the
    endpoint.
    """
    found: dict[str, Json] = {}
    bounds = list(endpoint.bounds)
    whole = str(endpoint.asked.get(endpoint.start, ""))
    if whole.strip("'\"") != endpoint.written and all(one.field != "id" for one in bounds):
        search = _search(endpoint.start, whole, endpoint.written)
        if search is not None:
            found["search"] = search
            bounds = [one for one in bounds if one.reference.partition("|")[0] != endpoint.start]
    if bounds:
        found["filter"] = filter_of(bounds)
    if endpoint.order is not None and endpoint.order.field in FIELDS:
        found["order"] = endpoint.order.words
    if limit := inline_limit(endpoint.start, whole):
        found["page"] = {"limit": limit}
    return found


def _search(ref: str, text: str, written: str) -> Mapping[str, Json] | None:
    """Build a route's ``search`` from a query such as ``time gt 2024-…``; None if it compares no field.

    ``ref`` names the parameter that holds the query ``text``. ``written`` is the start time in the query.
    """
    for language, pattern in (("odata", _ODATA), ("key_value", _KEY_VALUE)):
        names = [
            match[1]
            for match in pattern.finditer(text)
            if written in text[match.end() - 1 : match.end() + len(written) + 3]
        ]
        # An event has no fields that a query may compare beside its time.
        if names and set(names) == set(pattern.findall(text)) and _is_read(language, text):
            return {
                "from": ref,
                "language": language,
                # The reader of OData writes a path with dots.
                "fields": dict.fromkeys((name.replace("/", ".") for name in names), "created"),
            }
    return None


def _is_read(language: str, text: str) -> bool:
    try:
        import_module(f"..product.declared.languages.{LANGUAGES[language]}", __package__).read(text)
    except (ValueError, ImportError):
        return False
    return True


def inline_limit(ref: str, text: str) -> str:
    """Return the place of a limit in a query's text, as a scenario writes it: ``body.q|after 'limit '``.

    Return an empty text if the query has no limit.
    """
    found = _LIMIT.search(text)
    return f"{ref}|after '{found[1]}'" if found and _first(text, found[1], found[2]) else ""


def _first(text: str, before: str, value: str) -> bool:
    """Whether ``value`` follows the first occurrence of ``before`` in a text: a scenario reads only there."""
    return text.partition(before)[2].lstrip(" '\"").startswith(value)


def time_format(written: str) -> str:
    """Return the scenario's name for the format of a time that the integration sent (``epoch_ms``,
    ``iso.3``).
    """
    if re.fullmatch(r"\d{10}(\.\d+)?", written):
        return "epoch_s"
    if re.fullmatch(r"\d{13}", written):
        return "epoch_ms"
    match = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?", written)
    if match is None:
        return strftime_of(written) or "iso"
    digits = len(match[1] or "")
    words = ["iso" + (f".{digits}" if digits in (3, 6, 7, 9) else ""), "" if match[2] else "naive"]
    return " ".join(filter(None, words))

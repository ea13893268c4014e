"""Build an answer's form for a scenario from a document of a pack's tests, with made-up values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from ...record.entries import CheckedJson, Json
from ...record.id_guess import guessed_path, is_id_name
from ...record.json_path import resolve
from ..code_reading.value import Value
from ..cursor import NEXT
from ..guessed_api import Envelope
from ..named_values import JWT_PLACEHOLDER, LIFETIME_S, PLACEHOLDER, TOKEN
from ..recorded_answer import literal
from ..skeleton import Skeleton, Styles, plain_value, with_id
from .fit import Fit, Place
from .harmless import escaped, harmless, id_template, is_plain_key, told_apart
from .sampled_time import form_of_time

_COUNTS = re.compile(
    r"total|count|next|cursor|more|page|offset|limit|size|scroll|continu|link|^amount$", re.I
)
_IS_JWT = re.compile(r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*")
_EXPIRES = re.compile(r"expires?_?in$|ttl$|lifetime$", re.I)
_SHORT = 4
_VALUE = "value"
_TITLES = (
    (re.compile(r"(title|subject|summary|headline|caption|displayname)$", re.I), "{title}"),
    (re.compile(r"(description|message|details?|text|comment|reason|note)s?$", re.I), "{sentence}"),
    (re.compile(r"(host|device|machine|computer|endpoint)_?(name)?$", re.I), "{host}"),
    (re.compile(r"(user|account)_?(name)?$", re.I), "{user}"),
    (re.compile(r"^name$", re.I), "{title}"),
)


@dataclass(frozen=True)
class Sampled:
    """The form of an answer, as a document of a pack's tests shows it.

    ``source`` names the document, ``id`` is the template of the events' ids. ``whole`` says that the document
    shows the whole answer, not only the events. ``added`` are keys that an event needs in a scenario and the
    document does not show. ``score`` says how well the document fits the request, ``tied`` that a test uses
    it for this request. ``document`` is the JSON value itself.
    """

    skeleton: Skeleton
    source: str
    id: str = "{n}"
    whole: bool = True
    added: frozenset[str] = frozenset()
    score: float = 0.0
    tied: bool = False
    document: Json = field(default=None, compare=False, repr=False)


def sampled(
    fit: Fit,
    known: Skeleton | None,
    words: Collection[str],
    styles: Styles,
    envelope: Envelope,
    *,
    completed: bool,
) -> Sampled:
    """Return the form of the answer that a document shows.

    ``known`` is the form that follows from the code: it tells what surrounds the events if the document does
    not. ``words`` are the text constants of the code, which stay as they are. With ``completed`` an event
    also gets the keys that the code reads and the document lacks. ``envelope`` surrounds the events if
    nothing else tells.
    """
    items = [one for one in fit.items if isinstance(one, Mapping)]
    ids, paths = _ids(items, fit.items)
    template = id_template(ids)
    times = _read_as_times(known)
    event, fields = (
        _event(items, paths, words, styles, fit, times) if items else (None, dict[str, Json]())
    )
    added: set[str] = {key for key in event or () if not any(key in one for one in items)} - {"**"}
    if completed and known is not None and known.event is not None and event is not None:
        event, fields, more = _completed(event, fields, known, fit.read)
        added |= more
    around = known.around if known is not None else {}
    whole = fit.envelope
    if whole:
        source = fit.sample.document
        body = told_apart(_around(source, (), fit.place, fit.mark, words, styles), source)
        if completed and known is not None:
            more_body = _with_missing(body, known.body)
            whole, body = more_body == body, more_body
    else:
        body = known.body if known is not None else envelope.around(fit.mark)
    return Sampled(
        Skeleton(body, event, fields, around),
        fit.sample.source,
        template,
        whole,
        frozenset(added),
        fit.score,
        fit.tied,
        fit.sample.document,
    )


def _with_missing(body: CheckedJson, known: CheckedJson) -> CheckedJson:
    """Add to an answer the keys that the code reads outside the events and the document lacks."""
    if not isinstance(body, Mapping) or not isinstance(known, Mapping):
        return body
    more = {
        key: value for key, value in known.items() if key not in body and not _holds_events(value)
    }
    return {**{key: _with_missing(value, known.get(key)) for key, value in body.items()}, **more}


def _holds_events(value: CheckedJson) -> bool:
    return any(_has_mark(value, mark) for mark in ("@events", "@ids", "@event"))


def _completed(
    event: Mapping[str, Json], fields: Mapping[str, Json], known: Skeleton, read: Collection[str]
) -> tuple[Mapping[str, Json], Mapping[str, Json], set[str]]:
    """Add to an event's form and fields the keys that the code reads and the document lacks.

    A key without a value counts as lacking. Returns form, fields and the added keys.
    """
    empty: tuple[Json, ...] = (None, "", [], {})
    more: dict[str, CheckedJson] = {}
    for key, value in {**known.fields, **(known.event or {})}.items():
        if key in read and key not in event and fields.get(key) in empty:
            more[key] = value
        elif key in read and isinstance(value, Mapping):
            mine: CheckedJson = event.get(key, fields.get(key))
            lacks = isinstance(mine, Mapping) and any(mine.get(name) is None for name in value)
            if lacks:
                told = {name: one for name, one in mine.items() if one is not None}
                more[key] = {**value, **told}
    shape = {key: value for key, value in more.items() if key in (known.event or {})}
    plain = {key: value for key, value in more.items() if key not in shape}
    kept = {key: value for key, value in fields.items() if key not in shape}
    return {**event, **shape, "**": "@fields"}, {**kept, **plain}, set(more)


def _ids(items: list[CheckedJson], whole: tuple[CheckedJson, ...]) -> tuple[list[Json], list[str]]:
    """Return the values of the events' ids, and the paths of the fields that hold them."""
    if not items:
        return list(whole), []
    path = guessed_path([items]) or guessed_path([items[:1]])
    if not path:
        return [], []
    values = [resolve(one, path) for one in items]
    return [one for one in values if isinstance(one, (str, int))], [path]


def _read_as_times(known: Skeleton | None) -> frozenset[str]:
    """Return the keys of an event that the code reads as times."""
    form = known.event if known is not None and known.event is not None else {}
    return frozenset(key for key, value in form.items() if _has_mark(value, "@created"))


def _event(
    items: list[CheckedJson],
    paths: list[str],
    words: Collection[str],
    styles: Styles,
    fit: Fit,
    times: Collection[str],
) -> tuple[Mapping[str, Json], Mapping[str, Json]]:
    """Return the form of an event, and made-up values for fields of the scenario's events.

    If an event repeats a text of the answer outside the events, both get the same made-up text, since the
    repetition is a reference. What stands under a key of ``times`` is a time whatever the key's name.
    """
    beside = _beside(fit)
    item = _fullest(items)
    own = resolve(item, paths[0]) if paths else None
    shape: dict[str, CheckedJson] = {}
    fields: dict[str, Json] = {}
    for key, value in item.items():
        if not (is_plain_key(key) or key in words):
            continue
        form = form_of_time("time", value) if key in times and key not in paths else ""
        made = (
            _created(form, styles)
            if form
            else _of_event(value, key, key, paths, own, words, styles, 0)
        )
        if _marked(made):
            shape[key] = made
        elif isinstance(value, str):
            title = _title(key, value, words) if value not in beside else ""
            fields[key] = title or escaped(harmless(value, key, words))
        else:
            fields[key] = escaped(harmless(value, key, words))
    if not _has_mark(shape, "@id"):
        shape = with_id(shape, "@id", fit.kept)
    if not _has_mark(shape, "@created"):
        shape["created"] = f"@created {styles.time}"
    return {**shape, "**": "@fields"}, {
        key: value if not isinstance(value, (bool, int, float)) else {"choice": [value]}
        for key, value in fields.items()
    }


def _beside(fit: Fit) -> frozenset[str]:
    """Return the texts in a document outside its events."""
    return frozenset(_texts(fit.sample.document, (), fit.place))


def _texts(value: CheckedJson, place: Place, events: Place) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if (*place, key) != events:
                yield from _texts(inner, (*place, key), events)
    elif isinstance(value, list):
        for inner in value if place != events else ():
            yield from _texts(inner, (*place, ""), events)
    elif isinstance(value, str):
        yield value


def _fullest(items: list[CheckedJson]) -> CheckedJson:
    """Return the event in which most keys have a value; of several, the first."""
    return max(
        items, key=lambda one: sum(value not in (None, "", [], {}) for value in one.values())
    )


def _of_event(
    value: CheckedJson,
    key: str,
    path: str,
    paths: list[str],
    own: Json,
    words: Collection[str],
    styles: Styles,
    depth: int,
) -> CheckedJson:
    same = own not in (None, "") and value == own and type(value) is type(own)
    # A short value of the event that equals its id by chance is no id.
    if path in paths or (same and (is_id_name(key) or len(str(own)) > _SHORT)):
        return "@id int" if isinstance(value, int) else "@id"
    if isinstance(value, Mapping) and depth < 6:
        # In `created_time: {value: …}` the key above says what the value is.
        form = form_of_time(key, value.get(_VALUE))
        return {
            name: _created(form, styles)
            if form and name == _VALUE
            else _of_event(inner, name, f"{path}.{name}", paths, own, words, styles, depth + 1)
            for name, inner in value.items()
            if is_plain_key(name) or name in words
        }
    if isinstance(value, list) and value and isinstance(value[0], Mapping) and depth < 6:
        return [
            _of_event(one, key, f"{path}.{index}", paths, own, words, styles, depth + 1)
            for index, one in enumerate(value[:2])
        ]
    form = form_of_time(key, value)
    if form:
        return _created(form, styles)
    return literal(harmless(value, key, words))


def _created(form: str, styles: Styles) -> str:
    return f"@created {styles.time if styles.forced else form}"


def _marked(value: CheckedJson) -> bool:
    return _has_mark(value, "@created") or _has_mark(value, "@id")


def _has_mark(value: CheckedJson, mark: str) -> bool:
    if isinstance(value, Mapping):
        return any(_has_mark(one, mark) for one in value.values())
    if isinstance(value, list):
        return any(_has_mark(one, mark) for one in value)
    return isinstance(value, str) and (value == mark or value.startswith(f"{mark} "))


def _title(key: str, value: str, words: Collection[str]) -> str:
    """Return made-up words for a title or a similar field; empty for other fields."""
    if value in words or not value.strip():
        return ""
    return next((made for pattern, made in _TITLES if pattern.search(key)), "")


def _around(
    value: CheckedJson,
    place: Place,
    events: Place,
    mark: str,
    words: Collection[str],
    styles: Styles,
) -> Json:
    """Copy an answer with ``mark`` in place of its events, and with made-up values everywhere else."""
    if mark and place == events:
        return mark
    if isinstance(value, Mapping) and len(place) < 6:
        return {
            key: _around(inner, (*place, key), events, mark, words, styles)
            for key, inner in value.items()
            if is_plain_key(key) or key in words
        }
    name = place[-1] if place else ""
    if isinstance(value, list):
        return literal(harmless(value[:1], name, words))
    follows = NEXT.search(name) is not None
    if TOKEN.search(name) and isinstance(value, str) and value and not follows:
        return JWT_PLACEHOLDER if _IS_JWT.fullmatch(value) else PLACEHOLDER
    if _EXPIRES.search(name) and isinstance(value, int):
        return LIFETIME_S
    form = form_of_time(name, value)
    if form:
        return f"@now {form}"
    if _COUNTS.search(name) and not isinstance(value, (Mapping, list)):
        return _count(name, value, styles)
    return literal(harmless(value, name, words))


def _count(name: str, value: CheckedJson, styles: Styles) -> Json:
    """Return the value for a key that counts or pages, in the type that the document has there."""
    made = plain_value(Value(), name, styles)
    if isinstance(made, str) and made.startswith("@"):
        return f"{made} text" if isinstance(value, str) else made
    if isinstance(value, bool):
        return made if isinstance(made, bool) else value
    if value is None or made is None:
        return None
    if isinstance(value, (int, float)):
        return made if isinstance(made, int) and not isinstance(made, bool) else value
    return made if isinstance(made, str) else literal(value if value.isdecimal() else "")

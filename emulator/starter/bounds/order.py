"""The order of events that a request asks for."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...judging.window.words import word_set
from ...record.entries import Json
from ...record.id_guess import is_id_name
from ...record.words import words_of
from ...recording.event_fields import named_as_time
from .roles import field_of, levels_of

# The fields that every event has.
FIELDS = ("created", "updated", "id")
_PLAIN_WORDS = word_set(
    "time date datetime timestamp epoch at on start en from to since until before after gt ge gte lt le lte"
    " min max begin filter filter query criteria value q greater than newer older body field range and iso"
    " milli usec msec ts later search arg param alert incident event detection data in json var variable"
)
_SORTS = re.compile(
    r"(sort|sorts|sorting|sorted|order|orders|ordering|sort_?by|order_?by)"
    r"(_?(by|field|fields|key|column|param|property|type|order|dir|direction|desc|descending|asc|ascending"
    r"|name|on))?(_field|_name)?|direction|dir"
    r"|(desc|descending|asc|ascending|reverse)(_?(order|sort))?",
    re.I,
)
_DOWN = re.compile(r"desc(end(ing)?)?|down|d|newest(_first)?|latest|reverse|-1", re.I)
_UP = re.compile(r"asc(end(ing)?)?|up|a|earliest|oldest(_first)?", re.I)
_WAY_NAMES = re.compile(
    r"(sort_?)?(order|dir|direction|type|keyword)|order_(type|dir|direction)", re.I
)
_FLAGS = re.compile(r"(?P<down>desc|descending|reverse)|asc|ascending", re.I)
_IN_TEXT = re.compile(
    r"\b(?:order|sort)\s+by\s+(?P<by>[\w.$@/`\[\]-]+)(?:\s+(?P<way>asc|desc)\w*)?"
    r"|\|\s*sort\s+(?P<sign>[-+])?\s*(?P<field>[\w.$@]+)(?:\s+(?P<turn>asc|desc)\w*)?"
    # An encoded query: ORDERBYopened_at^opened_at>2024-01-01
    r"|(?-i:(?:^|\^)ORDERBY(?P<down>DESC)?(?P<one>[a-z_][\w.]*))",
    re.I,
)


@dataclass(frozen=True)
class AskedOrder:
    """The order that requests ask for: by a ``field``, ``down`` (newest first) or up.

    ``told`` says that the request names the direction; else it is guessed. ``field`` is created, updated, id,
    or the request's own name of another field. ``name`` is the request's name of the field, empty without
    one. ``reference`` is the parameter that asks for it, empty for several. ``both`` says that some requests
    ask for one direction and some for the other: then the product reads the direction from each request.
    ``within`` is the order among events that have the same ``field``, such as ``-id``; empty if the request
    names no second field that every event has.
    """

    field: str
    down: bool
    told: bool
    name: str = ""
    reference: str = dataclasses.field(default="", compare=False)
    both: bool = False
    within: str = ""

    @property
    def words(self) -> Json:
        """The order in a scenario's words: ``-created``."""
        order = _in_words(self.field, self.down)
        if not self.both:
            return [order, self.within] if self.within else order
        return {"by": order, "asked": self.reference, "fields": {self.name: self.field}}


def order_of(asked: Mapping[str, Json]) -> AskedOrder | None:
    """Return the order that a request with these parameters asks for; None if it names none."""
    parts = [(ref, str(value).strip()) for ref, value in asked.items() if _sorts(ref)]
    fields = [one for ref, value in parts for one in _fields(ref, value)]
    ways = [way for ref, value in parts for way in _ways(ref, value)]
    for value in asked.values():
        for match in _IN_TEXT.finditer(str(value)) if not parts else ():
            fields.append((match["by"] or match["field"] or match["one"]).strip("`[]"))
            # Query languages sort upwards where they are told no direction.
            way = (match["way"] or match["turn"] or "").lower()
            ways.append(way == "desc" or match["sign"] == "-" or bool(match["down"]))
    if not (fields or ways):
        return None
    by = _field(fields[0]) if fields else "created"
    down = ways[0] if ways else False
    name = fields[0] if fields else ""
    reference = parts[0][0] if len(parts) == 1 else ""
    order = AskedOrder(by, down, told=bool(ways), name=name, reference=reference)
    second, second_down = _second(parts) if parts else (fields[1:2], ways[1:2])
    then = _field(second[0]) if second else ""
    if then not in FIELDS or then == by:
        return order
    return replace(order, within=_in_words(then, second_down[0] if second_down else False))


def _second(parts: Sequence[tuple[str, str]]) -> tuple[list[str], list[bool]]:
    """Return the name of the second field in the only parameter that sorts, and whether it is descending:
    ``-time,-id`` gives ``(["id"], [True])``. Both are empty without one, the second also without a direction.
    """
    if len(parts) != 1 or parts[0][1][:1] in ("[", "{"):
        return [], []
    ref, value = parts[0]
    words = [word.strip() for word in value.split(",") if not _is_way(word.strip())]
    return (list(_fields(ref, words[1])), list(_ways(ref, words[1]))) if words[1:] else ([], [])


def _in_words(field: str, down: bool) -> str:
    return f"-{field}" if down else field


def _sorts(ref: str) -> bool:
    names = list(levels_of(ref))
    return any(_SORTS.fullmatch(_snake(name)) for name in names[:3])


def _snake(name: str) -> str:
    return "_".join(words_of(name))


def _fields(ref: str, value: str) -> Iterator[str]:
    """Yield the names of the fields by which a parameter sorts. They stand in its value. If the value is only
    a direction, as in ``{"sort": {"created": "asc"}}``, the field is the parameter's own name.
    """
    names = list(levels_of(ref))
    if value.lower() in ("true", "false") or re.fullmatch(r"[+-]?\d*", value) or _is_way(value):
        inner = names[0]
    else:
        for word in re.split(r"[\s,;:|]+|(?<=\w)\+", value):
            plain = word.strip("+-")
            if plain and not _is_way(word) and len(plain) > 1:
                yield re.sub(r"[_.](asc|desc)(ending)?$", "", plain, flags=re.I)
                return
        return
    # {"sort": {"created": "asc"}}: the field is the name.
    if not _SORTS.fullmatch(_snake(inner)) and not _WAY_NAMES.fullmatch(_snake(inner)):
        yield inner
    elif (
        len(names) > 1
        and _WAY_NAMES.fullmatch(_snake(inner))
        and not _SORTS.fullmatch(_snake(names[1]))
    ):
        yield names[1]


def _ways(ref: str, value: str) -> Iterator[bool]:
    """Yield True if a parameter's value asks for the descending order, False if for the ascending one. Yield
    nothing if it names no direction.
    """
    name = _snake(next(levels_of(ref)))
    flag = _FLAGS.search(name)
    if value.lower() in ("true", "false"):
        if flag:
            yield bool(flag["down"]) == (value.lower() == "true")
        return
    if re.fullmatch(r"[+-]?1", value) and re.search("dir|order|sort", name):
        # 1 is up for some products and down for others: it tells nothing.
        if value == "-1":
            yield True
        return
    if re.match(r"[+-]\s*[A-Za-z]", value):
        yield value[0] == "-"
        return
    for word in re.split(r"[\s,;:|_.()+{}\"'\[\]-]+", value):
        if _DOWN.fullmatch(word) or _UP.fullmatch(word):
            yield _DOWN.fullmatch(word) is not None
            return


def _is_way(word: str) -> bool:
    return _DOWN.fullmatch(word) is not None or _UP.fullmatch(word) is not None


def _field(name: str) -> str:
    last = re.split(r"[./]", name)[-1]
    if (
        named_as_time(last)
        or named_as_time(name)
        or re.search(r"(?i)date|time|created|updated|modified|seen|timestamp", name)
    ):
        return field_of(name, {})
    if is_id_name(last) or words_of(last)[-1:] in (["id"], ["number"], ["seq"]):
        return "id"
    return last


def sorts_by_another(order: AskedOrder, references: Iterable[str]) -> bool:
    """Whether the sorted time has another name than the time that a filter compares: ``first_event_time``
    beside ``create_time.start``.

    Names that say nothing but ``time`` or ``start`` may be the same.
    """
    own = _telling(order.name)
    others = [
        _telling(name) for ref in references for name in levels_of(ref.partition("|after")[0])
    ]
    others.extend(_telling(ref.partition("|after")[2]) for ref in references)
    named = [words for words in others if words]
    return bool(own and named) and all(own.isdisjoint(words) for words in named)


def _telling(name: str) -> frozenset[str]:
    stems = {re.sub(r"(d|s)$", "", word) for word in words_of(name) if not word.isdecimal()}
    return frozenset(stems - _PLAIN_WORDS)


def united_order(found: Sequence[AskedOrder | None]) -> AskedOrder | None:
    """Return the order that all calls of an endpoint ask for: that of the last call that names a direction,
    else of the last call that asks for an order. Return None if no call asks for one.

    If some calls name one direction and some the other (a first fetch may), the product reads the direction
    from each request, provided that one parameter names it. Else the direction counts as guessed.
    """
    known = [one for one in found if one is not None]
    told = [one for one in known if one.told]
    if not told:
        return known[-1] if known else None
    turned = any(one.both for one in told) or len({one.down for one in told}) > 1
    asked = {(one.reference, one.name, one.field) for one in told}
    if turned and len(asked) == 1 and told[-1].reference and told[-1].name:
        return replace(told[-1], both=True)
    return replace(told[-1], told=not turned)

"""All comparisons in the requests to one endpoint, from the calls of all fetches."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ...judging.window.words import NEVER_TIME, NO_TIME, START, words_of
from ...record.entries import Json
from ...record.times import read_instant
from .after_id import after_ids
from .bound import ENDS, Bound, united
from .roles import Role, field_of, levels_of, named_role
from .spans import spans_in
from .texts import TimeInText, times_in

# A time that is the present when it is sent ends a window.
_NOW = timedelta(seconds=5)
_DAY = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}")
_AGO = re.compile(r"(now)?-?\d{1,6}\s?(s|m|h|d|w|(sec|second|min|minute|hour|day|week)s?)", re.I)


def bounds_of(
    calls: Sequence[tuple[datetime, Mapping[str, Json]]], ids: Collection[str] = ()
) -> tuple[Bound, ...]:
    """Return which events the calls of an endpoint ask for: since when, until when, after which id.

    A call is its time and its parameters. ``ids`` are those of the events that the product had.
    """
    found = [bound for at, asked in calls for bound in _in_call(asked, at, ids)]
    values: dict[str, list[str]] = {}
    for _, asked in calls:
        for ref, value in asked.items():
            values.setdefault(ref, []).append(str(value))
    known = {bound.reference for bound in found}
    spans = spans_in({ref: sent for ref, sent in values.items() if ref not in known})
    return _matched(_in_days(united([*found, *spans]), values))


def _in_call(asked: Mapping[str, Json], at: datetime, ids: Collection[str]) -> Iterator[Bound]:
    for ref, value in asked.items():
        words = words_of(next(levels_of(ref), ""))
        if words and (words[-1] in NO_TIME or not NEVER_TIME.isdisjoint(words)):
            continue
        if _AGO.fullmatch(str(value)) and START & set(words):
            # A length of time back from now.
            yield Bound(field_of(ref, asked), "ge", ref)
            continue
        times = times_in(str(value))
        for one in times:
            field = field_of(ref, asked, one.name)
            role = one.role or named_role(ref, asked) or _by_value(one, at, asked)
            place = ref if one.after is None else f"{ref}|after '{one.after}'"
            if role is not None:
                bound = Bound(field, role.op, place, role.told, one.format)
                yield replace(bound, name=one.name, written=one.written)
    yield from after_ids(asked, ids)


def _by_value(one: TimeInText, at: datetime, asked: Mapping[str, Json]) -> Role | None:
    """Return the comparison with a time if the parameter's name tells no comparison.

    A time that is the present when it is sent is the end of a window, if the request has another time too.
    Every other time is the start of a window.
    """
    try:
        is_now = abs(read_instant(one.written) - at) <= _NOW
    except ValueError:
        is_now = False
    # The only time of a request is a start, though it may be the present.
    others = sum(len(times_in(str(value))) for value in asked.values()) > 1
    return Role("le", told=False) if is_now and others else Role("ge", told=False)


def _in_days(bounds: Sequence[Bound], values: Mapping[str, Sequence[str]]) -> Sequence[Bound]:
    """Return the comparisons, with those of windows that end with a day. Such a window holds that whole day:
    code that asks until today, without a time of day, wants the events of today. A start that says ``after``
    compares no days.
    """
    days = {ref for ref, sent in values.items() if all(map(_DAY.fullmatch, sent))}
    ended = {one.field for one in bounds if one.op in ENDS and one.reference in days}
    ended -= {one.field for one in bounds if one.op == "gt"}
    return [
        replace(one, op="le" if one.op in ENDS and not one.told else one.op, whole_days=True)
        if one.field in ended and one.reference in days
        else one
        for one in bounds
    ]


def _matched(bounds: Sequence[Bound]) -> tuple[Bound, ...]:
    """Return the comparisons, with the operators of guessed ends of windows set to fit their starts.

    If a start includes its own time (``ge``), the end of the same field excludes its own (``lt``); else the
    end includes it (``le``). So two windows that touch show an event at their border once.
    """
    included = {bound.field for bound in bounds if bound.op == "ge"}
    return tuple(
        replace(one, op="lt" if one.field in included else "le")
        if one.op in ENDS and not one.told and not one.whole_days
        else one
        for one in bounds
    )

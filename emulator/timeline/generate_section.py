"""Parse the section ``generate`` of a scenario's timeline, which describes generated events."""

from __future__ import annotations

import re

from ..settings.moment import START, Moment, parse_moment
from ..settings.section import Section, SectionError
from .generated import Bursts, Generated, Sometimes
from .made_fields import id_maker, maker

# More events than this do not fit into the memory of most machines.
MOST_EVENTS = 10_000_000
_LARGEST_NUMBER = 10**15
# What else says when events are created.
_WITHOUT_AT = ("count", "until", "from", "every", "rate", "spacing", "ties", "bursts", "precision")
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:/|per)\s*(ms|s|m|h|d)")
_UNITS_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def parse_generated(section: Section) -> Generated:
    """Parse the section ``generate`` of a timeline, which the schema has accepted.

    Raises SectionError for an impossible time or number, and for an unknown word in a template.
    """
    begin, moments = section.moment("from") or START, _moments(section)
    every_s, bursts = _every_s(section), _bursts(section)
    id_maker(section.text("id", "{n}"), (*section.path, "id"))
    maker(section.mapping("fields"), (*section.path, "fields"))
    return Generated(
        count=len(moments) or _count(section, every_s, begin, bursts),
        every_s=every_s,
        begin=begin,
        even=section.text("spacing", "even") == "even",
        ties=section.integer("ties", 1, least=1),
        bursts=bursts,
        precision_s=section.span_s("precision", 1.0),
        late=_sometimes(section, "late", "by"),
        updated=_sometimes(section, "updated", "after"),
        removed=_sometimes(section, "removed", "after"),
        out_of_scope=section.share("out_of_scope"),
        id=section.text("id", "{n}"),
        first=section.integer("first", 1, most=_LARGEST_NUMBER),
        stream=section.text("stream"),
        fields=section.mapping("fields"),
        moments=moments,
    )


def _moments(section: Section) -> tuple[Moment, ...]:
    if "at" not in section:
        return ()
    other = next((key for key in _WITHOUT_AT if key in section), None)
    if other is not None:
        raise section.wrong(other, f"'at' and {other!r} exclude each other: give one of them")
    return section.parsed("at", lambda given: tuple(map(parse_moment, given)))


def _every_s(section: Section) -> float:
    if "rate" not in section:
        return section.span_s("every", 60.0, least=0.001)
    if "every" in section:
        raise section.wrong("rate", "'every' and 'rate' say the same: give one of them")
    match = _RATE.fullmatch(section.text("rate").strip())
    if match is None or not float(match[1]):
        raise section.wrong(
            "rate", f"{section.raw('rate')!r} is no rate: write like 2/m, 10/h or 1/s"
        )
    return _UNITS_S[match[2]] / float(match[1])


def _count(section: Section, every_s: float, begin: Moment, bursts: Bursts | None) -> int:
    until = section.moment("until")
    if until is None:
        if "count" not in section:
            raise SectionError(section.path, "generate needs 'count', 'until' or 'at'")
        count = section.integer("count", 0, least=1)
    else:
        if "count" in section:
            raise section.wrong("until", "'count' and 'until' exclude each other: give one of them")
        if (until.instant is None) != (begin.instant is None):
            raise section.wrong("until", "'from' and 'until' are both relative, or both absolute")
        apart = (until.instant - begin.instant) if until.instant and begin.instant else None
        span_s = apart.total_seconds() if apart else until.offset_s - begin.offset_s
        if span_s < 0:
            raise section.wrong("until", "'until' is before 'from'")
        count = _steps(span_s, bursts.every_s if bursts else every_s) + 1
        count *= bursts.size if bursts else 1
    if count > MOST_EVENTS:
        raise SectionError(section.path, f"generate makes {count} events, more than {MOST_EVENTS}")
    return count


def _steps(span_s: float, every_s: float) -> int:
    """Return how many whole steps fit into a duration, exact to the microsecond: 10 of 0.1 s in 1 s."""
    steps = round(span_s / every_s)
    return steps - (round(steps * every_s * 1_000_000) > round(span_s * 1_000_000))


def _bursts(section: Section) -> Bursts | None:
    if "bursts" not in section:
        return None
    inner = section.inner("bursts")
    every_s = inner.span_s("every", 600.0, least=0.001)
    within_s = inner.span_s("within", 0.0)
    if within_s > every_s:
        raise inner.wrong("within", "a burst must be shorter than the time between bursts")
    return Bursts(every_s, inner.integer("size", 10, least=1), within_s)


def _sometimes(section: Section, key: str, after: str) -> Sometimes:
    if key not in section:
        return Sometimes()
    inner = section.inner(key)
    maker(inner.mapping("fields"), (*inner.path, "fields"))
    return Sometimes(
        inner.share("share", 1.0), inner.range_s(after, (60.0, 60.0)), inner.mapping("fields")
    )

"""The section ``faults``, as it is written: what goes wrong stands beside when."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...faults.fault import ENGINE_FAULTS, ONCE, VENDOR_FAULTS, Fault, Span, When
from ...record.entries import Json
from ...timeline.reading import Section
from ...timeline.spec_error import SpecError

_KINDS = (*VENDOR_FAULTS, *ENGINE_FAULTS)
_RANGE = re.compile(r"(\d+)(?:\s*\.\.\s*(\d+)?)?")
_WITH_STATUS = ("headers", "text")


def parse_fault(given: Mapping[str, Json], path: tuple[str | int, ...]) -> Fault:
    """One fault. Raises SpecError where it says nothing, several things, or an impossible time."""
    section = Section(given, path)
    kinds = [kind for kind in _KINDS if kind in given]
    if len(kinds) != 1:
        what = f"says {' and '.join(kinds)}: give each its own" if kinds else "says not what fails"
        raise SpecError(path, f"the fault {what} (one of: {', '.join(_KINDS)})")
    kind = kinds[0]
    for key in _WITH_STATUS:
        if key in given and kind != "status":
            raise section.wrong(key, f"{key!r} goes with 'status'")
    for key in ("on", "request"):
        if key in given and kind in ENGINE_FAULTS:
            raise section.wrong(key, f"{key!r} is about a request, and {kind!r} is not")
    return Fault(
        kind=kind,
        value=_value(section, kind),
        when=_when(section, kind),
        more=tuple((key, given[key]) for key in _WITH_STATUS if key in given),
        words=f"{kind}: {given[kind]}",
    )


def _value(section: Section, kind: str) -> Json:
    value = section.get(kind)
    if kind == "slow":
        return section.span_s("slow", minimum=0.001)
    if kind == "clock":
        step = section.moment("clock")
        return step.offset_s if step else 0.0
    if kind == "last_run":
        if isinstance(value, str) and value != "reset":
            raise section.wrong(kind, f"is reset or a mapping, not {value!r}")
        return {} if value == "reset" else value
    return value


def _when(section: Section, kind: str) -> When:
    if not any(key in section for key in ("cycle", "request", "at", "chance", "on")):
        raise SpecError(section.path, "the fault needs a time: cycle, request, at, chance or on")
    begin, end = section.moment("at"), section.moment("until")
    relative = begin and end and begin.instant is None and end.instant is None
    if begin and end and relative and end.offset_s <= begin.offset_s:
        raise section.wrong("until", "is not after 'at'")
    once = kind in ONCE and "cycle" not in section and "chance" not in section
    times = section.whole("times", 1, minimum=1) if "times" in section or once else None
    return When(
        cycles=_spans(section, "cycle"),
        requests=_spans(section, "request"),
        begin=begin,
        end=end,
        chance=section.share("chance", 1.0),
        times=times,
        on=section.text("on"),
    )


def _spans(section: Section, key: str) -> tuple[Span, ...]:
    if key not in section:
        return ()
    value = section.get(key)
    found = []
    for item in value if isinstance(value, list) else [value]:
        match = _RANGE.fullmatch(str(item).strip())
        if match is None or int(match[1]) < 1:
            raise section.wrong(key, f"{item!r} is none of 3, 2..5 and 4.. (counted from 1)")
        low = int(match[1])
        open_ended = ".." in str(item) and match[2] is None
        high = None if open_ended else int(match[2] or low)
        if high is not None and high < low:
            raise section.wrong(key, f"{item!r} ends before it begins")
        found.append((low, high))
    return tuple(found)

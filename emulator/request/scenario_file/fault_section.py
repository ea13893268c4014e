"""Parse a scenario's section ``faults``: each item says what goes wrong, and when."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ...faults.fault import ENGINE_FAULTS, ONCE, VENDOR_FAULTS, Fault, Span, When
from ...record.entries import Json
from ...settings.section import Section, SectionError

_KINDS = (*VENDOR_FAULTS, *ENGINE_FAULTS)
_RANGE = re.compile(r"(\d+)(?:\s*\.\.\s*(\d+)?)?")
_LEFT_BY = re.compile(r"cycle (\d+)")
_WITH_STATUS = ("headers", "text")
_WHEN = ("cycle", "request", "at", "chance", "on")


def parse_fault(section: Section) -> Fault:
    """Parse one item of a scenario's section ``faults``, which the schema has already accepted.

    Raises SectionError for a fault that names no kind or several kinds, has a key that its kind does not
    take, has a wrong value, or has no time or an impossible one.
    """
    kinds = [kind for kind in _KINDS if kind in section]
    if len(kinds) != 1:
        known = f"(one of: {', '.join(_KINDS)})"
        if kinds:
            what = f"the fault says {' and '.join(kinds)}: write one fault for each {known}"
        else:
            what = f"the fault does not say what fails {known}"
        raise SectionError(section.path, what)
    kind = kinds[0]
    for key in _WITH_STATUS:
        if key in section and kind != "status":
            raise section.wrong(key, "is possible only together with 'status'")
    for key in ("on", "request"):
        if key in section and kind in ENGINE_FAULTS:
            raise section.wrong(key, f"is about a request, and {kind!r} is not")
    return Fault(
        kind=kind,
        value=_VALUES[kind](section, kind) if kind in _VALUES else section.raw(kind),
        when=_when(section, kind),
        more=tuple((key, section.raw(key)) for key in _WITH_STATUS if key in section),
        words=f"{kind}: {section.raw(kind)}",
    )


def _step_s(section: Section, key: str) -> float:
    step = section.moment(key)
    return step.offset_s if step else 0.0


def _last_run(section: Section, key: str) -> Json:
    value = section.raw(key)
    left_by = _LEFT_BY.fullmatch(value) if isinstance(value, str) else None
    if left_by is not None:
        return int(left_by[1])
    if isinstance(value, str) and value != "reset":
        raise section.wrong(key, f"must be 'reset', 'cycle N' or a mapping, not {value!r}")
    return {} if value == "reset" else value


_VALUES: Mapping[str, Callable[[Section, str], Json]] = {
    "slow": lambda section, key: section.span_s(key, least=0.001),
    "disabled": lambda section, key: section.span_s(key, least=1.0),
    "clock": _step_s,
    "last_run": _last_run,
}


def _when(section: Section, kind: str) -> When:
    if not any(key in section for key in _WHEN):
        raise SectionError(section.path, f"the fault needs a time: one of {', '.join(_WHEN)}")
    begin, end = section.moment("at"), section.moment("until")
    relative = begin and end and begin.instant is None and end.instant is None
    if begin and end and relative and end.offset_s <= begin.offset_s:
        raise section.wrong("until", "must be a time after 'at'")
    once = kind in ONCE and "cycle" not in section and "chance" not in section
    return When(
        cycles=_spans(section, "cycle"),
        requests=_spans(section, "request"),
        begin=begin,
        end=end,
        chance=section.share("chance", 1.0),
        times=section.integer("times", 1, least=1) if "times" in section or once else None,
        on=section.text("on"),
    )


def _spans(section: Section, key: str) -> tuple[Span, ...]:
    """Parse the cycles or requests of a fault (``3``, ``2..5``, ``4..``, a list of these) to (first, last).

    The last is None for ``4..``.
    """
    found = []
    for path, item in section.items(key):
        match = _RANGE.fullmatch(str(item).strip())
        if match is None or int(match[1]) < 1:
            raise SectionError(path, f"must be like 3, 2..5 or 4.. (counted from 1), not {item!r}")
        low = int(match[1])
        open_ended = ".." in str(item) and match[2] is None
        high = None if open_ended else int(match[2] or low)
        if high is not None and high < low:
            raise SectionError(path, f"the range {item!r} ends before it begins")
        found.append((low, high))
    return tuple(found)

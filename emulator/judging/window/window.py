"""Guesses the start of the time window that a request asks for, from its query or its body.

Products write it in many ways. So names (``start_time``, ``since``, ``gte``) and values (epochs, ISO 8601,
``last 3 days``) are read. Of the values that are most likely a start, the earliest is used. Reports show the
guess; only rules and verdicts about the first window depend on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from ...masking.logins import is_login
from ...record.entries import Exchange, Json
from ...record.times import (
    EPOCH,
    EPOCH_IN_TEXT,
    ISO,
    epoch_instant,
    instant_of,
    iso_instant,
    unit_beside,
    unit_by_size,
)
from .sent_values import Sent, sent_values
from .words import (
    BARE_STARTS,
    CHANGES,
    CLOCKS,
    END,
    KEY_UNITS,
    NEVER_TIME,
    NO_SPAN,
    NO_TIME,
    PAGING,
    SPANS,
    START,
    TIMES,
    UNIT_KEYS,
    VALUE_KEYS,
    flat,
    words_of,
)

_FIRST_REQUESTS = 20
# A number that stands for an earlier time is more often a page or a count.
_FIRST_YEAR = 1980
_MOST_AHEAD = timedelta(hours=14)
_LEAST_EARLY_S = 3600
_NOW_SLACK = timedelta(seconds=5)
_CERTAIN, _LIKELY, _UNKNOWN = 2, 1, 0

_NUMBER = re.compile(r"\d{1,19}(?:\.\d{1,9})?")
_UNIT = (
    r"(seconds?|secs?|s|minutes?|mins?|months?|mon|mo|m"
    r"|hours?|hrs?|h|days?|d|weeks?|w|years?|yrs?|y)"
)
# Blanks are counted: a body with a long run of them would take quadratic time.
_SPAN = re.compile(
    r"(last|past|previous|now\s{0,3}(?:\(\))?\s{0,3}-|-)?[\s_]{0,3}(\d{1,6})?[\s_]{0,3}"
    rf"{_UNIT}(\s{{1,3}}ago)?(?:[@/]\w+)?",
    re.IGNORECASE,
)
_SPAN_IN_TEXT = re.compile(
    r"(?:\bago\(\s{0,3}|\bnow\s{0,3}(?:\(\))?\s{0,3}-\s{0,3}|\b(?:last|past)[\s_]{1,3}|[>=:]\s{0,3}-"
    rf"|\btime[\s_]?(?:frame|range)\W{{1,3}})(\d{{1,6}})\s{{0,3}}{_UNIT}\b",
    re.IGNORECASE,
)
_ISO_SPAN = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_UNIT_S = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "mo": 2592000, "y": 31536000}


@dataclass(frozen=True)
class Window:
    """The time window of a request: its ``start`` (aware, UTC), the ``key`` that held it, and its ``text``
    in the request.
    """

    start: datetime
    key: str
    text: str

    def describe(self) -> str:
        """Return the start in UTC to the minute: ``2023-12-29 00:00``."""
        return self.start.strftime("%Y-%m-%d %H:%M")


class _Hit(NamedTuple):
    likeness: int
    start: datetime
    key: str
    text: str


def asked_from(exchanges: Sequence[Exchange], now: datetime) -> Window | None:
    """Return the window that the first requests asked for; None if they contain no time.

    ``now`` is the simulated time at which the run began (aware). Logins are skipped. A request with a key
    that looks like a start is preferred to one that only contains a time.
    """
    spare: _Hit | None = None
    for exchange in exchanges[:_FIRST_REQUESTS]:
        if is_login(exchange):
            continue
        clocks = (now.astimezone(timezone.utc), exchange.at.astimezone(timezone.utc))
        hits = [hit for sent in sent_values(exchange) for hit in _read(sent, clocks)]
        best = min(hits, key=lambda hit: (-hit.likeness, hit.start), default=None)
        if best and best.likeness > _UNKNOWN:
            return Window(best.start, best.key, best.text)
        spare = spare or best
    return Window(spare.start, spare.key, spare.text) if spare else None


_HINTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\w*firstfetch(time|timestamp|days|delta|range|interval|hours|minutes|window)?",
        r"firstrun(timerange|time|days|range|window)?",
        r"initial(fetch|interval|lookback|run|time|start)\w*",
        r"\w*fetch(time|days|hours|start|starttime|startdate|from|since|timestamp)",
        r"(days|hours|minutes)(back|ago|lookback)|(lookback|look|back|since)(days|hours|minutes)",
        r"daterange|querystarttime|starttime|startdate|start(ing)?from|\w*eventhistory",
    )
)
# Names whose meaning differs with their spelling: fetchDelta is a first fetch, fetch_delta a step.
_HINTS_AS_SPELT = ("fetchDelta", "FetchInterval", "triggered", "lookback")


def first_fetch_hint(params: Mapping[str, Json]) -> str | None:
    """Return the parameter that limits the first run, as ``first_fetch: 3 days``; None without one."""
    set_params = {
        name: " ".join(str(value).split())
        for name, value in params.items()
        if isinstance(value, (str, int, float)) and not isinstance(value, bool)
    }
    plain = {name: re.sub(r"[^a-z]", "", name.lower()) for name in set_params}
    found = [name for hint in _HINTS for name in plain if hint.fullmatch(plain[name])]
    found += [name for name in _HINTS_AS_SPELT if name in set_params]
    for name in found:
        if set_params[name] and len(set_params[name]) <= 40:
            return f"{name}: {set_params[name]}"
    return None


def _read(sent: Sent, clocks: tuple[datetime, datetime]) -> Iterator[_Hit]:
    """Yield the times that one value may stand for; ``clocks`` are the times of the fetch and of the
    request, from which relative values count back.
    """
    own = sent.levels[0] if sent.levels else ()
    if len(sent.levels) > 1 and len(own) == 1 and own[0] in VALUE_KEYS:
        own = sent.levels[1]
    if sent.key == "_" or (own and (own[-1] in NO_TIME or not NEVER_TIME.isdisjoint(own))):
        return
    likeness = _likeness(sent.levels)
    if likeness is None:
        return
    text = str(sent.value).strip().strip("'\"")
    for level, start, shown in (
        *_instants(text, sent, likeness),
        *_spans(text, sent, likeness, clocks[0]),
    ):
        # The start of 1970 in a time zone ahead of UTC is before the epoch.
        if not EPOCH - _MOST_AHEAD <= start <= max(clocks):
            continue
        is_now = any(abs(start - clock) <= _NOW_SLACK for clock in clocks)
        if is_now and level < _CERTAIN and not CHANGES & set(flat(sent.levels)):
            continue
        yield _Hit(level, start, sent.key, shown)


def _instants(text: str, sent: Sent, likeness: int) -> Iterator[tuple[int, datetime, str]]:
    if _NUMBER.fullmatch(text):
        yield from _in_number(text, sent, likeness)
        return
    end = 0
    for match in _in_order(text):
        level = likeness if match[0] == text else _in_context(text[end : match.start()], likeness)
        end = match.end()
        is_epoch = match.re is EPOCH_IN_TEXT
        if level is None or (is_epoch and level < _CERTAIN):
            continue
        start = _from_epoch(match[0], {}) if is_epoch else instant_of(match)
        if start is not None:
            yield level, start, match[0]


def _in_number(text: str, sent: Sent, likeness: int) -> Iterator[tuple[int, datetime, str]]:
    if _is_index(text, sent):
        return
    start = _from_epoch(text, sent.siblings)
    if start is None and _may_be_early(text, sent, likeness):
        start = epoch_instant(text, unit_by_size(text))
    # A number whose key does not look like a time is more often an id.
    is_time = start is not None and (likeness or start.year > 2001)
    if start is not None and is_time and (start != EPOCH or _may_be_zero(sent, likeness)):
        yield likeness, start, text
    if likeness and len(text) in (8, 14) and (found := iso_instant(text)) is not None:
        yield likeness, found, text


def _in_order(text: str) -> list[re.Match[str]]:
    dates = [found for found in ISO.finditer(text) if found[2] or "T" in found[0]]
    taken = {found.start() for found in dates}
    epochs = [one for one in EPOCH_IN_TEXT.finditer(text) if one.start() not in taken]
    return sorted([*dates, *epochs], key=lambda found: found.start())


def _in_context(before: str, likeness: int) -> int | None:
    """Rate how likely a time within a longer text is the start of a window, judged by the text before it;
    None if it is the end.
    """
    before = before[-200:]
    if before.strip(" '\"") in ("/", "..") or re.fullmatch(r"\W*and\W*", before, re.IGNORECASE):
        return None
    tag = re.search(r"<([\w:.-]+)[^<>]*>\s*$", before)
    if tag:
        before = tag[1]
    elif re.search(r"<[A-Za-z/]", before):
        # The angle brackets of markup are not comparisons.
        before = re.sub(r"[<>]", " ", before)
    words = words_of(before[-60:])[-6:]
    for word in reversed(words):
        if word in END:
            return None
        if word in START:
            return _CERTAIN
    return max(likeness, _LIKELY) if TIMES & set(words) else likeness


def _spans(
    text: str, sent: Sent, likeness: int, now: datetime
) -> Iterator[tuple[int, datetime, str]]:
    """Yield the times that ``text``, a value in a request, names by a span back from ``now``: ``24h``,
    ``last 3 days``, ``PT1H``, or ``3600`` under the key ``sinceSeconds``.

    Each is: how likely it is the start of a time window, the time, and the words that name it.
    """
    words = set(flat(sent.levels[:1]))
    if NO_SPAN & set(flat(sent.levels[:2])):
        return
    named = bool(likeness or words & SPANS or words & set(KEY_UNITS))
    level = max(likeness, _LIKELY)
    if text.isdecimal():
        units = [KEY_UNITS[word] for word in words if word in KEY_UNITS]
        known = words & (START | SPANS) or words <= set(KEY_UNITS)
        if units and known and 0 < int(text) < 10**7:
            yield level, now - timedelta(seconds=int(text) * units[0]), text
        elif (unit := _unit_beside(sent.siblings)) and set(flat(sent.levels)) & (TIMES | SPANS):
            yield level, _back(now, text[:7], unit), f"{text} {unit}"
        return
    if match := _SPAN.fullmatch(text):
        sign, count, unit, ago = match.groups()
        if (count and (named or ago)) or sign:
            yield level, _back(now, count or "1", unit), text
    elif (iso := _ISO_SPAN.fullmatch(text)) and named and any(iso.groups()):
        sizes = (604800, 86400, 3600, 60, 1)
        total = sum(int(n) * size for n, size in zip(iso.groups(), sizes, strict=True) if n)
        yield level, now - timedelta(seconds=min(total, 10**9)), text
    else:
        for found in _SPAN_IN_TEXT.finditer(text):
            yield level, _back(now, found[1], found[2]), found[0].strip(">=: ")


def _unit_beside(siblings: Mapping[str, Json]) -> str:
    """Return the unit that stands beside a number, as in ``{"amount": 7, "unit": "day"}``; empty without
    one.
    """
    units = [str(value) for name, value in siblings.items() if words_of(name)[-1:] in UNIT_KEYS]
    return next((one for one in units if re.fullmatch(_UNIT, one, re.IGNORECASE)), "")


def _back(now: datetime, count: str, unit: str) -> datetime:
    """Return ``now`` minus ``count`` units; a month is 30 days, and a single capital M is a month."""
    short = "mo" if unit == "M" or unit.lower().startswith("mo") else unit[0].lower()
    return now - timedelta(seconds=min(int(count) * _UNIT_S[short], 10**9))


def _likeness(levels: tuple[tuple[str, ...], ...]) -> int | None:
    """Rate how likely a value is the start of a window, judged by its keys, the innermost first; None if
    it is the end.
    """
    for words in levels[:3]:
        if not END.isdisjoint(words):
            return None
        if not START.isdisjoint(words):
            return _CERTAIN
    return _UNKNOWN if TIMES.isdisjoint(flat(levels[:3])) else _LIKELY


def _may_be_zero(sent: Sent, likeness: int) -> bool:
    """Whether the value 0 under this key means the year 1970. Under ``from`` or ``start`` it often means
    the first page.
    """
    words = set(flat(sent.levels[:3]))
    if not likeness or (words & set(KEY_UNITS) and not words & {"time", "timestamp", "epoch"}):
        return False
    if words & TIMES or "since" in words:
        return True
    if not sent.levels or not set(sent.levels[0]) <= BARE_STARTS:
        return False
    others = [set(words_of(name)) for name in sent.siblings]
    times = [name for name, value in sent.siblings.items() if _is_end_time(name, value)]
    return bool(times) or not any(other & PAGING for other in others)


def _is_index(text: str, sent: Sent) -> bool:
    """Whether a number under ``start`` is the place of a page's first event: a value beside it is the start
    of the window, as in ``start=20&timeFrom=1703462400``.
    """
    own = set(sent.levels[0]) if sent.levels else set()
    return (
        bool(own)
        and own <= BARE_STARTS
        and not EPOCH_IN_TEXT.fullmatch(text)
        and any(
            _is_time(value) and not START.isdisjoint(words_of(name))
            for name, value in sent.siblings.items()
        )
    )


def _may_be_early(text: str, sent: Sent, likeness: int) -> bool:
    """Whether a small number under this key is a time soon after 1970.

    Code that sends the difference of two times by mistake produces such numbers. Under ``since`` a number may
    also count events, so there only whole hours are times.
    """
    words = set(flat(sent.levels[:3]))
    number = float(text)
    if likeness < _CERTAIN or number < _LEAST_EARLY_S or words & set(KEY_UNITS):
        return False
    if len(text) in (8, 14) and iso_instant(text) is not None:
        return False
    return bool(words & CLOCKS) or ("since" in words and number % _LEAST_EARLY_S == 0)


def _is_end_time(name: str, value: Json) -> bool:
    return _is_time(value) and not END.isdisjoint(words_of(name))


def _is_time(value: Json) -> bool:
    text = str(value)
    return bool(ISO.fullmatch(text) or EPOCH_IN_TEXT.fullmatch(text) or text == "now")


def _from_epoch(text: str, siblings: Mapping[str, Json]) -> datetime | None:
    """Return the time for a number of seconds, or of a smaller unit, since 1970; None where it cannot be a
    time.

    The end of the window, found among the values beside it, gives the unit. Without an end, a time before
    1980 is rejected.
    """
    if float(text) == 0:
        return EPOCH
    unit = unit_by_size(text)
    start = epoch_instant(text, unit)
    beside = unit_beside(value for name, value in siblings.items() if _is_end_time(name, value))
    if beside is not None and (start is None or start.year < _FIRST_YEAR or beside > unit):
        return epoch_instant(text, beside)
    return start if start is not None and start.year >= _FIRST_YEAR else None

"""The timeline of a first scenario, with the situations in which fetches commonly make mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ..integration.parameter import Parameter
from ..integration.parameters.parameters import Parameters
from ..record.entries import CheckedJson, Json
from ..settings.guess import Guess
from ..settings.settings import FETCH_INCIDENTS, RunSettings
from ..settings.units import format_duration
from .code_keys import severity_words
from .endpoint import Endpoint
from .making.ids import COUNT, FIRST_ID
from .making.made import Made
from .starter_file import Draft

# Moments in seconds, for an interval of a minute. No event of these is created at a tick.
_BEFORE_S, _EARLY_S = (-441, -278), (17, 41)
# Groups of three events that share a second: more than the limit, which cuts through a group.
_BURST_FROM_S, _BURST_S = 68, 40
_TIES, _FEWEST_GROUPS = 3, 3
_AFTER_S = (186,)
# At a tick. A second event of that second may be shown after the tick.
_TICK_S = 240
# Events that may be shown when later ones have been fetched.
_LATE_S, _LATE_BY_S = (199, _TICK_S), 140
# Two cycles find nothing in between.
_LAST_S = (372, 407)
# Of an event that may have a value of its own.
_ODD_S = 453
_ODD_FIELD, _ODD_TEXT, _ODD_NUMBER = "severity", "unheard-of", 99
# A zone that is hours away from UTC.
_OTHER_ZONE = "America/New_York"
_MINUTE_S = 60
# While the integration is watched.
_FROM, _STEP_S = "-5m", 40
_SMALL_LIMIT, _MOST_BURST = 5, 100
# One with the first part of the burst, and one with later events.
_FAILING_REQUEST, _FAILING_CALL = 3, 5
_REPLACED = (
    "count",
    "until",
    "from",
    "every",
    "rate",
    "spacing",
    "ties",
    "bursts",
    "precision",
    "first",
)


def events_for(text: str, made: Made) -> Json:
    """Build the section ``events`` of a scenario for an integration with this code.

    ``made`` is the guessed API. Events have the usual fields too, unless the pack's tests show the product's
    own fields.
    """
    fields = made.fields
    usual: dict[str, Json] = {
        "name": "{title} on {host}",
        "title": "{title}",
        "severity": {"choice": list(severity_words(text))},
        "description": "{sentence}",
    }
    # A title says nothing about a severity.
    told = {
        name: value for name, value in fields.items() if value != "{title}" or name not in usual
    }
    whole = {**usual, **told}
    if made.shows_events and fields:
        # What is guessed beside the product's own fields may insert a title.
        needed = {"title": usual["title"]} if "@title" in str(made.event) else {}
        whole = {**needed, **fields}
    # A usual field is none of the event's own form; a title may be inserted there.
    inserted = {"title"} if "@title" in str(made.event) else set()
    whole = {
        name: value for name, value in whole.items() if name not in made.event or name in inserted
    }
    ids: dict[str, Json] = {} if made.id == "{n}" else {"id": made.id}
    if not made.streams:
        return _spread(COUNT, FIRST_ID, {**ids, "fields": whole})
    # Each list has events of its own.
    share = COUNT // len(made.streams)
    return [
        _spread(share, FIRST_ID + number * share, {**ids, "stream": name, "fields": whole})
        for number, name in enumerate(made.streams)
    ]


def _spread(count: int, first: int, rest: Mapping[str, Json]) -> dict[str, Json]:
    """Return a part of the section ``events``: it generates ``count`` events from before the first fetch
    until after the third, because some integrations ask only for events of some time ago. ``first`` is the
    number of the first event, ``rest`` are further keys.
    """
    step_s = _STEP_S * COUNT // count
    section: dict[str, Json] = {"count": count, "from": _FROM, "every": f"{step_s}s"}
    return {"generate": {**section, "first": first, **rest}}


def with_first_timeline(draft: Draft, limit: int = 0, *, zoned: bool = False) -> Draft:
    """Return the draft with a timeline that provokes common mistakes, and with guesses of what may go wrong.

    ``limit`` is how many events a request asks for, 0 if unknown. ``zoned`` says that the code asks for
    the local time. No product promises that it shows every event immediately, or that no request fails: these
    assumptions become ``guesses``, and a run also tries the contrary.
    """
    events: CheckedJson = draft.events
    shares = events if isinstance(events, list) else [events]
    if not shares or any("generate" not in one for one in shares):
        return draft
    section: Mapping[str, CheckedJson] = shares[0]["generate"]
    plain = {key: value for key, value in section.items() if key not in _REPLACED}
    interval_s = draft.scenario.interval_s
    odd = _odd(section.get("fields", {}))
    main = (*_BEFORE_S, *_EARLY_S, *_burst(limit), *_AFTER_S)
    rest = (_TICK_S, *_LAST_S, *(() if odd else (_ODD_S,)))
    sources: list[Json] = []
    first = int(section.get("first", 1))

    def add(at_s: Iterable[float], settings: Mapping[str, Json]) -> None:
        # Later events have larger ids: products count up.
        nonlocal first
        at = [_moment(one, interval_s) for one in at_s]
        late = {"late": {"by": "0s"}} if at_s is _LATE_S else {}
        sources.append({"generate": {"at": at, "first": first, **late, **settings}})
        first += len(at)

    add(main, plain)
    add(_LATE_S, plain)
    add(rest, plain)
    cases = list(_cases(draft.scenario))
    if odd:
        name, value, other = odd
        fields: CheckedJson = {**plain["fields"], name: value}
        case = f"if an event has a {name} that the code does not know"
        place = f"events[{len(sources)}].generate.fields.{name}"
        cases.append(Guess(place, value, (other,), "products add values", case))
        add((_ODD_S,), {**plain, "fields": fields})
    for share in shares[1:]:
        # The lists beside the first one have the same moments, but no event of another kind.
        own = {key: one for key, one in share["generate"].items() if key not in _REPLACED}
        add((*main, *rest), own)
    if zoned:
        case = "if the container's time zone is not UTC"
        cases.append(Guess("tz", "UTC", (_OTHER_ZONE,), "the code asks for the local time", case))
    return replace(draft, events=sources, guesses=(*draft.guesses, *cases))


def _odd(fields: CheckedJson) -> tuple[str, Json, Json] | None:
    """Return a field of the events, a value that the field usually has, and a value that the code does not
    know.
    """
    form: CheckedJson = fields.get(_ODD_FIELD)
    values = form.get("choice") if isinstance(form, Mapping) else [form]
    if not values or isinstance(values[0], bool) or not isinstance(values[0], (str, int)):
        return None
    if isinstance(values[0], str):
        return (_ODD_FIELD, values[0], _ODD_TEXT) if "{" not in values[0] else None
    return _ODD_FIELD, {"choice": [values[0]]}, {"choice": [_ODD_NUMBER]}


def _cases(scenario: RunSettings) -> tuple[Guess, ...]:
    late = format_duration(_scaled(_LATE_BY_S, scenario.interval_s))
    failures: list[Json] = [{"cycle": _FAILING_REQUEST, "status": 503}]
    if scenario.command == FETCH_INCIDENTS:
        failures.append({"cycle": _FAILING_CALL, "raise": "incidents"})
    place = "events[1].generate.late.by"
    return (
        Guess(place, "0s", (late,), "products may index late", "if the product indexes late"),
        Guess("faults", [], (failures,), "a fetch may fail", "if fetches fail"),
    )


def _burst(limit: int) -> Iterator[int]:
    """Yield the times of many events in one cycle: more than the limit, or than a small number if the limit
    is large.
    """
    most = limit if 0 < limit <= _MOST_BURST else _SMALL_LIMIT
    groups = max(_FEWEST_GROUPS, most // _TIES + 2)
    step_s = max(1, _BURST_S // groups)
    for index in range(groups):
        yield from (_BURST_FROM_S + index * step_s,) * _TIES


def limit_of(endpoint: Endpoint) -> int:
    """Return the number of events that the request asks for at most; 0 if it names no limit."""
    value = str(endpoint.asked.get(str(endpoint.page.get("limit", "")), ""))
    return int(value) if value.isdecimal() else 0


def smaller_limit(
    declared: Iterable[Parameter], built: Parameters, endpoints: Iterable[Endpoint]
) -> Mapping[str, Json]:
    """Return the instance's parameter that the requests send as limit, with a smaller value.

    A burst of events in the timeline can exceed that value.
    """
    limits = {limit_of(endpoint) for endpoint in endpoints}
    for parameter in declared:
        value = built.values.get(parameter.name)
        number = int(str(value)) if str(value).isdecimal() else 0
        if number > _SMALL_LIMIT and number in limits and not parameter.hidden:
            return {parameter.name: str(_SMALL_LIMIT) if isinstance(value, str) else _SMALL_LIMIT}
    return {}


def _moment(at_s: float, interval_s: float) -> str:
    return ("+" if at_s >= 0 else "") + format_duration(_scaled(at_s, interval_s))


def _scaled(at_s: float, interval_s: float) -> float:
    return float(round(at_s * interval_s / _MINUTE_S))

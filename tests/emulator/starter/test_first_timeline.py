"""The timeline of a starter holds the situations in which the commonest mistakes show."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from xfetch.emulator.integration.parameters.parameters import Parameters
from xfetch.emulator.record.entries import CheckedJson
from xfetch.emulator.settings.settings import DEFAULT_START, RunSettings
from xfetch.emulator.starter.first_timeline import with_first_timeline
from xfetch.emulator.starter.starter_file import Draft, starter_lines
from xfetch.emulator.timeline.timeline import parse_timeline

SEVERITIES: CheckedJson = {"severity": {"choice": ["low", "high"]}}


def drafted(
    fields: CheckedJson, limit: int = 0, *, interval_s: float = 60.0, zoned: bool = False
) -> Draft:
    scenario = RunSettings(interval_s=interval_s)
    events: CheckedJson = {"generate": {"count": 12, "every": "20s", "first": 1, "fields": fields}}
    return with_first_timeline(Draft("", scenario, events, {}, ()), limit, zoned=zoned)


def cases(draft: Draft) -> list[str]:
    return [guess.path for guess in draft.guesses]


@pytest.mark.parametrize("interval_s", [60.0, 600.0])
@pytest.mark.parametrize("fields", [SEVERITIES, {}])
def test_a_burst_ties_an_empty_cycle_and_the_border_of_a_tick(
    fields: CheckedJson, interval_s: float
) -> None:
    draft = drafted(fields, interval_s=interval_s)
    events = parse_timeline(draft.events, Path()).events(DEFAULT_START)
    seconds = [(one.created - DEFAULT_START).total_seconds() for one in events]
    cycles = Counter(int(one // interval_s) for one in seconds)
    assert len(events) == 20
    assert len({one.id for one in events}) == 20
    assert max(Counter(seconds).values()) == 3
    assert cycles[1] > 5
    assert cycles[2] == cycles[5] == 0
    # The numbers of later events are larger.
    assert seconds == sorted(seconds)
    assert [int(one.id) for one in events] == sorted(int(one.id) for one in events)
    on_ticks = [one for one in seconds if one % interval_s == 0]
    assert on_ticks == [4 * interval_s] * 2


def test_the_burst_exceeds_the_limit() -> None:
    draft = drafted(SEVERITIES, 30)
    events = parse_timeline(draft.events, Path()).events(DEFAULT_START)
    burst = [one for one in events if 60 <= (one.created - DEFAULT_START).total_seconds() < 120]
    assert len(burst) > 30


def test_one_event_may_have_a_value_of_its_own() -> None:
    (guess,) = (one for one in drafted(SEVERITIES).guesses if one.path.endswith("severity"))
    assert (guess.value, guess.alternatives) == ("low", ("unheard-of",))
    assert guess.case
    (guess,) = (
        one
        for one in drafted({"severity": {"choice": [1, 2]}}).guesses
        if one.path.endswith("severity")
    )
    assert guess.alternatives == ({"choice": [99]},)
    assert not any("severity" in one for one in cases(drafted({"severity": "{title}"})))


def test_another_time_zone_is_a_case_where_the_code_asks_for_the_local_time() -> None:
    assert "tz" in cases(drafted({}, zoned=True))
    assert "tz" not in cases(drafted({}))


def test_the_value_of_that_event_has_a_line_of_its_own() -> None:
    draft = drafted({"severity": "low", "title": "{title}"})
    lines = list(starter_lines(".", "Acme.py", ((), Parameters({})), draft))
    sources = [line.strip() for line in lines if line.strip().startswith("fields:")]
    assert sources == [
        "fields: &made_up  # made up",
        "fields: *made_up",
        "fields: *made_up",
        'fields: {severity: low, title: "{title}"}',
    ]

from __future__ import annotations

import pickle
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xfetch.emulator.record.product_event import VendorEvent
from xfetch.emulator.settings.section import SectionError
from xfetch.emulator.timeline.timeline import Timeline, parse_timeline
from xfetch.emulator.timeline.words import WORDS

START = datetime(2024, 1, 1, tzinfo=timezone.utc)


def made(seed: int = 0, **generate: Any) -> tuple[VendorEvent, ...]:
    return parse_timeline({"generate": generate}, Path(), seed).events(START)


def offsets_s(events: tuple[VendorEvent, ...]) -> list[float]:
    return [(event.created - START).total_seconds() for event in events]


def test_so_many_so_often() -> None:
    assert offsets_s(made(count=3, every="30s")) == [0, 30, 60]
    assert offsets_s(made(count=3, rate="2/m", **{"from": "-1m"})) == [-60, -30, 0]
    assert offsets_s(made(until="+1m", every="30s")) == [0, 30, 60]
    assert [event.id for event in made(count=2, id="A{n}", first=7)] == ["A7", "A8"]


@given(
    st.integers(1, 200_000),
    st.sampled_from([("1ms", 1_000), ("10ms", 10_000), ("100ms", 100_000), ("1s", 1_000_000)]),
)
@settings(deadline=None, max_examples=60)
def test_times_are_cut_without_losing_a_step(every_ms: int, precision: tuple[str, int]) -> None:
    words, step_us = precision
    events = made(count=120, every=f"{every_ms}ms", precision=words)
    wanted_us = [number * every_ms * 1_000 // step_us * step_us for number in range(120)]
    assert [event.created - START for event in events] == [
        timedelta(microseconds=us) for us in wanted_us
    ]


def test_until_holds_every_whole_step() -> None:
    assert offsets_s(made(until="+1s", every="100ms", precision="1ms"))[-1] == 1.0
    assert len(made(until="+60m", rate="7/m", precision="1ms")) == 421
    assert len(made(until="+59s", every="30s")) == 2


def test_ties_and_bursts() -> None:
    assert offsets_s(made(count=5, every="10s", ties=2)) == [0, 0, 20, 20, 40]
    assert offsets_s(made(count=5, bursts={"every": "1m", "size": 2})) == [0, 0, 60, 60, 120]
    within = offsets_s(made(count=20, bursts={"every": "1m", "size": 10, "within": "30s"}))
    assert all(at_s % 60 <= 30 for at_s in within)
    assert within == sorted(within)


def test_what_happens_to_some() -> None:
    events = made(
        count=400,
        late={"share": 0.25, "by": ["1s", "90s"]},
        updated={"share": 0.5, "after": "1m", "fields": {"state": "closed by {user}"}},
        removed={"share": 0.1, "after": "5m"},
        out_of_scope=0.2,
    )
    delays = [(event.visible - event.created).total_seconds() for event in events]
    assert 60 < sum(delay > 0 for delay in delays) < 140
    assert max(delays) <= 90
    assert 140 < sum(bool(event.updates) for event in events) < 260
    assert all(u.at == e.created + timedelta(minutes=1) for e in events for u in e.updates)
    assert 15 < sum(event.removed is not None for event in events) < 70
    assert 40 < sum(not event.in_scope for event in events) < 120


def test_one_thing_changes_no_other() -> None:
    """Chance is drawn apart for times, fields, delays and the rest."""
    plain = made(count=50, spacing="random", fields={"host": "{host}"})
    late = made(
        count=50, spacing="random", fields={"host": "{host}"}, late={"share": 0.5, "by": "9s"}
    )
    assert [event.created for event in plain] == [event.created for event in late]
    assert [event.fields for event in plain] == [event.fields for event in late]


def test_fields() -> None:
    spec = {
        "title": "{n}: {{{title}}}",
        "level": {"choice": ["low", "high"]},
        "score": {"number": [1, 9]},
        "share": {"number": [0.0, 1.0]},
        "who": [{"ip": "{ipv4}", "seen": "{created}"}],
        "fixed": True,
    }
    (event,) = made(count=1, fields=spec)
    fields = dict(event.fields)
    assert str(fields["title"]).startswith("1: {")
    assert fields["level"] in ("low", "high")
    assert 1 <= fields["score"] <= 9
    assert 0 <= fields["share"] <= 1
    assert fields["who"][0]["seen"] == "2024-01-01T00:00:00Z"
    assert fields["fixed"] is True


def test_every_word_makes_something_of_its_own() -> None:
    for name in WORDS:
        events = made(count=30, fields={"it": f"{{{name}}}"})
        values = {event.fields["it"] for event in events}
        assert all(values)
        assert len(values) > 1, name


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    count=st.integers(1, 40),
    every=st.integers(1, 10**6),
    ties=st.integers(1, 5),
    spacing=st.sampled_from(["even", "random"]),
)
def test_same_seed_same_events_in_any_process(
    seed: int, count: int, every: int, ties: int, spacing: str
) -> None:
    section = {
        "generate": {
            "count": count,
            "every": f"{every}ms",
            "ties": ties,
            "spacing": spacing,
            "precision": "1ms",
            "late": {"share": 0.5, "by": ["1s", "2s"]},
            "fields": {"a": "{uuid}"},
        }
    }
    timeline = parse_timeline(section, Path(), seed)
    events = timeline.events(START)
    again: Timeline = pickle.loads(pickle.dumps(timeline))
    assert again.events(START) == events
    assert len(events) == count
    created = [event.created for event in events]
    assert created == sorted(created)
    assert all(event.visible >= event.created for event in events)


@pytest.mark.parametrize(
    ("generate", "path", "named"),
    [
        ({}, (), "needs 'count', 'until' or 'at'"),
        ({"count": 0}, ("count",), "must be from 1 to"),
        ({"count": "9"}, ("count",), "whole number"),
        ({"count": 1, "every": "soon"}, ("every",), "is not a duration"),
        ({"count": 1, "every": "1s", "rate": "1/s"}, ("rate",), "say the same"),
        ({"count": 1, "rate": "often"}, ("rate",), "is no rate"),
        ({"count": 1, "until": "+1m"}, ("until",), "exclude"),
        ({"until": "-1m"}, ("until",), "is before 'from'"),
        ({"until": "2024-01-01"}, ("until",), "are both relative"),
        ({"until": "+100d", "every": "1ms"}, (), "more than 10000000"),
        ({"count": 1, "id": "A"}, ("id",), "holds {n} once"),
        ({"count": 1, "out_of_scope": 2}, ("out_of_scope",), "from 0 to 1"),
        ({"count": 1, "late": {"by": ["2s", "1s"]}}, ("late", "by"), "[shortest, longest]"),
        ({"count": 1, "bursts": {"every": "1s", "within": "2s"}}, ("bursts", "within"), "shorter"),
        ({"count": 1, "fields": {"a": ["{hots}"]}}, ("fields", "a", 0), "did you mean 'host'?"),
        ({"count": 1, "fields": {"a": {"choice": []}}}, ("fields", "a", "choice"), "at least one"),
        ({"count": 1, "fields": {"a": {"number": [2, 1]}}}, ("fields", "a", "number"), "above"),
    ],
)
def test_mistakes_are_named_with_their_path(
    generate: dict[str, Any], path: tuple[Any, ...], named: str
) -> None:
    with pytest.raises(SectionError) as caught:
        made(**generate)
    assert caught.value.path == ("events", "generate", *path)
    assert named in caught.value.message

"""What must not matter to a fetch is varied, and each variation has to deliver the same events."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.emulator.exploring.dimensions.guilty import FETCH, ground
from xfetch.emulator.exploring.find import Explored
from xfetch.emulator.exploring.replayed.comparing import compared
from xfetch.emulator.exploring.replayed.delivered import Delivered
from xfetch.emulator.exploring.replayed.variation import variations_of
from xfetch.emulator.exploring.world import World, WorldEvent

NOTHING = Delivered({})
# Two events of one time, and one in each of the minutes after that.
EVENTS = tuple(
    WorldEvent(float(at_s), id=str(number), fields={"title": "Scan", "level": "low"})
    for number, at_s in enumerate((20, 20, 70, 130, 190, 250), 1)
)
# Asks for the last minute, however long the last fetch was ago.
LAST_MINUTE = """
    minute = datetime.utcnow() - timedelta(seconds=60)
    alerts = search(since=minute.strftime('%Y-%m-%dT%H:%M:%SZ'))
"""
# Of the events of one time, the first one alone.
FIRST_OF_A_TIE = """
    alerts = list({one['created']: one for one in reversed(search(since=since))}.values())
"""


def explored(folder: Path, fetch: str, recorded: Delivered = NOTHING) -> Explored:
    found, as_recorded = compared(ground(folder, fetch), EVENTS, recorded)
    assert as_recorded == (recorded == NOTHING)
    return found


def test_a_sound_fetch_delivers_the_same_in_all_of_them(tmp_path: Path) -> None:
    found = explored(tmp_path, FETCH)
    assert (found.finds, found.untested, found.exit_code) == ((), 0, 0)
    assert {name for name, _, _ in found.drawn} == {
        *("again", "split", "interval", "limit", "zone", "tie"),
    }


@pytest.mark.parametrize(
    ("fetch", "varied", "words", "events"),
    [
        (LAST_MINUTE, "interval", "with twice the interval, ", {"1", "2", "4", "6"}),
        (FIRST_OF_A_TIE, "tie", "with events of one time in another order, ", {"1"}),
    ],
)
def test_a_fetch_that_depends_on_what_must_not_matter(
    tmp_path: Path, fetch: str, varied: str, words: str, events: set[str]
) -> None:
    found = explored(tmp_path, fetch)
    (find,) = found.finds
    assert find.finding.evidence == {"varied": varied}
    assert find.finding.message.startswith(words)
    assert set(find.finding.events) == events
    assert (find.is_error, found.exit_code) == (True, 1)


def test_no_find_is_an_error_where_the_scenario_does_not_give_what_was_recorded(
    tmp_path: Path,
) -> None:
    other = Delivered({"9": 1}, (frozenset({"9"}),))
    found = explored(tmp_path, LAST_MINUTE, other)
    assert [find.beyond for find in found.finds] == [("recording",)]
    assert found.exit_code == 0


def test_a_variation_differs_from_the_calm_world_in_one_thing(tmp_path: Path) -> None:
    base, calm = ground(tmp_path), World(0, "calm", events=EVENTS)
    worlds = {}
    for variation in variations_of(base, calm):
        worlds.setdefault(variation.name, []).append(variation.world)
        plain = replace(variation.world, index=0, shape="calm", drawn=())
        changed = [
            name
            for name in ("events", "params", "interval_s", "tz", "faults")
            if getattr(plain, name) != getattr(calm, name)
        ]
        assert len(changed) == (variation.name != "again")
    assert [one.interval_s for one in (*worlds["split"], *worlds["interval"])] == [30.0, 120.0]
    assert [one.params for one in worlds["limit"]] == [{"max_fetch": "25"}, {"max_fetch": "100"}]
    assert [event.id for event in worlds["tie"][0].events] == ["2", "1", "3", "4", "5", "6"]

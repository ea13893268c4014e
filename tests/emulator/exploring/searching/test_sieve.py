"""Worlds in trouble become finds: one for each cause, without running anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import Any, cast

import pytest

from xfetch.emulator.errors import LoadError
from xfetch.emulator.exploring.searching.looking import Looker, Seen
from xfetch.emulator.exploring.searching.runner import Runner
from xfetch.emulator.exploring.searching.sieve import Sieve
from xfetch.emulator.exploring.searching.simpler import Scale
from xfetch.emulator.exploring.searching.trouble import Look, Trouble
from xfetch.emulator.exploring.world import World, WorldEvent
from xfetch.emulator.judging.cause import Cause
from xfetch.emulator.judging.finding import ERROR, Finding
from xfetch.emulator.record.entries import Json, Line
from xfetch.emulator.settings.settings import DEFAULT_START

MISSED = Trouble("XF102", "in-no-answer", Line("Acme.py", 9))
TWICE = Trouble("XF101", "boundary", Line("Acme.py", 9))


def finding(trouble: Trouble, cause: str) -> Finding:
    return Finding(
        trouble.rule,
        "a-name",
        ERROR,
        2,
        "it broke",
        line=trouble.line,
        shape=trouble.shape,
        cause=Cause(cause, "because"),
    )


class Ran:
    """Runs no world: says what each of them shows, by its index, and counts the runs."""

    shows_all = says_scope = False
    source = ""
    # No usual start of a run: a find is not looked at with another one.
    start = datetime(2024, 7, 1, tzinfo=timezone.utc)
    scale = Scale(datetime(2024, 1, 1, tzinfo=timezone.utc), 60.0, 50)

    def __init__(self, shown: dict[int, list[Finding]]) -> None:
        self.shown = shown
        self.diagnosed: list[int] = []

    def world(self, index: int) -> World:
        # An event that a smaller world could lack.
        return World(index, events=(WorldEvent(1.0), WorldEvent(2.0)))

    def outcome(self, world: World) -> Any:
        self.diagnosed.append(world.index)
        if world.index not in self.shown:
            raise LoadError("the process died before it could fetch anything")
        findings = tuple(self.shown[world.index])
        return SimpleNamespace(
            findings=findings, guesses=(), runs=(), decided=lambda finding: self.source
        )

    confirmed = outcome

    def lives(self, worlds: Iterable[World]) -> Iterator[World]:
        return iter(worlds)

    def look(self, world: World, lived: World) -> Look:
        """Only a world with both events is in trouble, so none is shrunk."""
        troubles = (MISSED, TWICE) if len(world.events) == 2 else ()
        return Look(troubles)

    def beyond(self, world: World) -> tuple[str, ...]:
        return ()


def sieved(ran: Ran, *seen: Seen) -> Sieve:
    sieve = Sieve(cast(Looker, ran), cast(Runner, ran))
    for one in seen:
        sieve.take(one)
        sieve.shrink()
    return sieve


def seen(index: int, *troubles: Trouble, beyond: tuple[str, ...] = ()) -> Seen:
    return Seen(index, (), Look(troubles), beyond)


def test_one_find_a_cause_however_many_worlds_show_it() -> None:
    cut = finding(MISSED, "limit-cuts-tie")
    ran = Ran({index: [cut] for index in range(9)})
    (find,) = sieved(ran, *(seen(index, MISSED) for index in range(9))).finds
    assert (find.key.cause, find.first, find.worlds) == ("limit-cuts-tie", 0, 9)
    assert ran.diagnosed == [0, 1, 3, 7]


def test_one_trouble_may_have_two_causes_and_one_world_two_troubles() -> None:
    cut, twice = finding(MISSED, "limit-cuts-tie"), finding(TWICE, "boundary-repeated")
    ran = Ran({0: [cut, twice], 1: [finding(MISSED, "newest-first")]})
    finds = sieved(ran, seen(0, MISSED, TWICE), seen(1, MISSED)).finds
    assert [one.key.cause for one in finds] == [
        "limit-cuts-tie",
        "boundary-repeated",
        "newest-first",
    ]


def test_a_cause_is_an_error_as_soon_as_a_world_within_the_promises_shows_it() -> None:
    ran = Ran({index: [finding(MISSED, "limit-cuts-tie")] for index in range(4)})
    over = [seen(index, MISSED, beyond=("late",)) for index in (0, 2)]
    assert not sieved(ran, over[0]).finds[0].is_error
    (find,) = sieved(ran, over[0], seen(1, MISSED), over[1]).finds
    assert find.is_error
    assert (find.first, find.worlds, find.world.index) == (0, 3, 1)


def test_errors_come_before_what_goes_beyond_the_promises() -> None:
    ran = Ran({0: [finding(TWICE, "update-comes-again")], 1: [finding(MISSED, "newest-first")]})
    finds = sieved(ran, seen(0, TWICE, beyond=("updates",)), seen(1, MISSED)).finds
    assert [one.key.cause for one in finds] == ["newest-first", "update-comes-again"]


def test_each_kind_of_fault_is_diagnosed() -> None:
    names = ("request-fails", "request-fails", "killed", "call-fails")
    ran = Ran({index: [finding(MISSED, name)] for index, name in enumerate(names)})
    sieve = Sieve(cast(Looker, ran), cast(Runner, ran))
    for index, name in enumerate(names):
        sieve.take(Seen(index, ("spread", name), Look((MISSED,)), ("faults",)))
    assert ran.diagnosed == [0, 2, 3]
    assert {one.key.cause for one in sieve.finds} == set(names)


def test_a_cause_with_a_line_of_its_own_is_seen_in_the_worlds_of_its_trouble() -> None:
    saved = Trouble("XF102", MISSED.shape, Line("Acme.py", 7))
    ran = Crowd({})
    ran.first_cause = finding(saved, "limit-cuts-tie")
    (find,) = sieved(ran, seen(0, MISSED), seen(1, MISSED)).finds
    assert find.worlds == 2
    assert len(find.world.events) == 2


def test_a_world_that_cannot_run_ends_no_search() -> None:
    assert sieved(Ran({}), seen(0, MISSED)).finds == ()


def test_a_find_that_a_fresh_process_does_not_show_is_marked() -> None:
    ran = Ran({0: [finding(MISSED, "newest-first")]})
    sieve = sieved(ran, seen(0, MISSED))
    ran.shown[0] = []
    assert not sieve.finds[0].confirmed
    sieve.confirm()
    assert sieve.finds[0].process_state
    assert sieve.finds[0].confirmed


def test_a_guessed_list_without_a_filter_may_show_an_event_only_once() -> None:
    for shows_all, cause in (
        (True, "asked-again"),
        (True, "ids-forgotten"),
        (False, "asked-again"),
    ):
        ran = Ran({0: [finding(TWICE, cause)]})
        ran.shows_all = shows_all
        sieve = sieved(ran, seen(0, TWICE))
        sieve.confirm()
        (find,) = sieve.finds
        assert find.is_open == (shows_all and cause == "asked-again")
        assert find.is_error != find.is_open


def test_what_the_code_leaves_out_by_what_it_is_is_no_error_unless_the_scenario_says_so() -> None:
    for source, says_scope, excluded in (
        ('if alert["severity"] >= lowest:', False, True),
        ('if alert["severity"] >= lowest:', True, False),
        ('if alert["created"] > since:', False, False),
    ):
        ran = Ran({0: [finding(MISSED, "code-filter-excludes")]})
        ran.source, ran.says_scope = source, says_scope
        (find,) = sieved(ran, seen(0, MISSED)).finds
        assert find.is_excluded == excluded
        assert find.is_error != excluded


class Dated(Ran):
    """Its fetch breaks where the run begins on the usual day, or in any case."""

    start = DEFAULT_START
    always = False
    fields: Mapping[str, Json] = {}

    def world(self, index: int) -> World:
        return replace(super().world(index), events=(WorldEvent(1.0, fields=self.fields),) * 2)

    def outcome(self, world: World) -> Any:
        found = super().outcome(world)
        if world.start and not self.always:
            found.findings = ()
        found.summary = SimpleNamespace(incidents=1)
        return found

    confirmed = outcome


@pytest.mark.parametrize(
    ("always", "shown", "beyond"),
    [
        (False, "7", ("date",)),
        (True, "7", ()),
        # It cannot be run at another time: its events would keep the old one.
        (False, "2024-01-01T00:00:01Z", ()),
    ],
)
def test_what_shows_only_on_1_january_is_no_error(
    always: bool, shown: str, beyond: tuple[str, ...]
) -> None:
    ran = Dated({0: [finding(MISSED, "position-set-to-clock")]})
    ran.always, ran.fields = always, {"note": shown}
    sieve = sieved(ran, seen(0, MISSED))
    sieve.confirm()
    assert sieve.finds[0].beyond == beyond
    assert sieve.finds[0].is_error == (not beyond)


class Aged(Ran):
    """Its last run grows; it forgets old values after a pause, or never."""

    forgets = False

    def outcome(self, world: World) -> Any:
        found = super().outcome(world)
        found.runs = (SimpleNamespace(record=SimpleNamespace(exchanges=())),) * 5
        found.summary = SimpleNamespace(incidents=2)
        pauses = [one for one in world.faults if "disabled" in one]
        if pauses:
            # In the pause the last event comes, and the last cycle gets it.
            assert [one["cycle"] for one in pauses] == [5]
            assert 240.0 < max(one.created_s for one in world.events) < 240.0 + 30 * 86_400
            found.findings = () if self.forgets else found.findings
        return found

    confirmed = outcome


@pytest.mark.parametrize("forgets", [True, False])
def test_a_last_run_that_forgets_old_values_does_not_grow_for_ever(forgets: bool) -> None:
    ran = Aged({0: [finding(Trouble("XF210", "", None), "state-grows")]})
    ran.forgets = forgets
    sieve = sieved(ran, seen(0, MISSED))
    sieve.confirm()
    assert len(sieve.finds) == (0 if forgets else 1)


def test_the_world_of_an_earlier_find_counts_for_no_likelihood() -> None:
    cut = finding(MISSED, "limit-cuts-tie")
    ran = Ran({index: [cut] for index in (-1, 4, 6)})
    (find,) = sieved(ran, seen(-1, MISSED)).finds
    assert (find.first, find.worlds) == (-1, 0)
    (find,) = sieved(ran, seen(-1, MISSED), seen(4, MISSED), seen(6, MISSED)).finds
    assert (find.first, find.worlds) == (4, 2)


class Crowd(Ran):
    """Worlds of six events: any of them is in trouble, and two certain ones make another cause."""

    first_cause = finding(MISSED, "limit-cuts-tie")

    def world(self, index: int) -> World:
        return World(index, events=tuple(WorldEvent(float(n)) for n in range(6)))

    def look(self, world: World, lived: World) -> Look:
        return Look((MISSED,))

    def outcome(self, world: World) -> Any:
        times = {event.created_s for event in world.events}
        cause = "limit-cuts-tie" if times >= {1.0, 4.0} else "late-visibility"
        findings = (self.first_cause,) if cause == "limit-cuts-tie" else (finding(MISSED, cause),)
        return SimpleNamespace(
            findings=findings, guesses=(), runs=(), decided=lambda one: self.source
        )


def test_a_find_is_told_before_its_world_is_shrunk_and_survives_an_interrupt() -> None:
    def found() -> None:
        raise KeyboardInterrupt

    ran = Crowd({})
    sieve = Sieve(cast(Looker, ran), cast(Runner, ran), found)
    with pytest.raises(KeyboardInterrupt):
        sieve.take(seen(0, MISSED))
    (find,) = sieve.finds
    assert (find.key.cause, find.worlds, find.confirmed) == ("limit-cuts-tie", 1, False)
    assert len(find.world.events) == 6


def test_when_the_time_is_over_a_world_stays_as_small_as_it_is_and_no_find_is_confirmed() -> None:
    for calls, events, cut in ((0, 6, True), (1_000, 2, False)):
        left = iter(range(calls))
        sieve = Sieve(
            cast(Looker, Crowd({})),
            cast(Runner, Crowd({})),
            turn=lambda finds, left=left: lambda: next(left, None) is not None,
        )
        sieve.take(seen(0, MISSED))
        sieve.shrink()
        (find,) = sieve.finds
        assert (len(find.world.events), find.cut) == (events, cut)
        assert find.key.cause == "limit-cuts-tie"
        sieve.confirm(lambda: False)
        assert not sieve.finds[0].confirmed


def test_worlds_may_be_shrunk_later_and_then_count_what_came_in_between() -> None:
    ran = Crowd({})
    sieve = Sieve(cast(Looker, ran), cast(Runner, ran))
    sieve.take(seen(0, MISSED))
    assert [(len(one.world.events), one.cut) for one in sieve.finds] == [(6, True)]
    sieve.take(seen(2, MISSED))
    sieve.shrink()
    (find,) = sieve.finds
    assert (len(find.world.events), find.cut, find.worlds) == (2, False, 2)


def test_a_world_that_another_took_the_place_of_is_not_shrunk() -> None:
    ran = Ran({index: [finding(MISSED, "limit-cuts-tie")] for index in range(2)})
    sieve = Sieve(cast(Looker, ran), cast(Runner, ran))
    sieve.take(seen(0, MISSED, beyond=("late",)))
    sieve.take(seen(1, MISSED))
    sieve.shrink()
    (find,) = sieve.finds
    assert (find.world.index, find.beyond, find.cut) == (1, (), False)


def test_errors_are_shrunk_first_and_each_find_has_its_turn() -> None:
    causes = ("late-visibility", "newest-first", "limit-cuts-tie")
    ran = Ran({index: [finding(MISSED, cause)] for index, cause in enumerate(causes)})
    turns: list[int] = []

    def turn(finds: int) -> Callable[[], bool]:
        turns.append(finds)
        return lambda: finds > 1

    sieve = Sieve(cast(Looker, ran), cast(Runner, ran), turn=turn)
    sieve.take(seen(0, MISSED, beyond=("late",)))
    for index in (1, 2):
        sieve.take(seen(index, MISSED, TWICE))
    turns.clear()
    sieve.shrink()
    assert turns == [3, 2, 1]
    # The last one had no time.
    assert [one.key.cause for one in sieve.finds if one.cut] == ["late-visibility"]


class Precise(Ran):
    """Worlds with an event that is in trouble as long as it is late, however little."""

    def world(self, index: int) -> World:
        return World(index, events=(WorldEvent(60.0, visible_s=60.6),))

    def look(self, world: World, lived: World) -> Look:
        return Look((MISSED,) if world.events[0].late_s else ())

    def beyond(self, world: World) -> tuple[str, ...]:
        return ("late",) if world.events[0].late_s >= 1 else ()


def test_no_shrunk_world_goes_further_beyond_the_promises() -> None:
    (find,) = sieved(Precise({0: [finding(MISSED, "boundary-excluded")]}), seen(0, MISSED)).finds
    assert find.is_error
    assert find.world.events[0].late_s < 1


class Faulty(Ran):
    """Worlds with a fault and six events: a fault that hits event 4 is one cause, ties are another one."""

    def world(self, index: int) -> World:
        events = tuple(WorldEvent(float(n), id=str(n)) for n in range(6))
        return World(index, events=events, faults=({"cycle": 1, "raise": "incidents"},))

    def look(self, world: World, lived: World) -> Look:
        return Look((MISSED,) if self.causes(world) else ())

    def causes(self, world: World) -> list[str]:
        ids = {event.id for event in world.events}
        causes = ["saved-before-sent"] if "4" in ids and world.faults else []
        return causes or (["limit-cuts-tie"] if len(ids) > 1 else [])

    def beyond(self, world: World) -> tuple[str, ...]:
        return ("faults",) if world.faults else ()

    def outcome(self, world: World) -> Any:
        self.diagnosed.append(world.index)
        findings = tuple(finding(MISSED, cause) for cause in self.causes(world))
        return SimpleNamespace(
            findings=findings, guesses=(), runs=(), decided=lambda one: self.source
        )


def test_a_world_with_a_fault_keeps_it_where_it_would_show_another_cause_without_it() -> None:
    ran = Faulty({})
    (find,) = sieved(ran, seen(0, MISSED, beyond=("faults",))).finds
    assert find.key.cause == "saved-before-sent"
    assert [event.id for event in find.world.events] == ["4"]
    assert len(find.world.faults) == 1
    assert len(ran.diagnosed) < 6


class Pair(Faulty):
    """Worlds of 28 events: a fault with two of them, of which one is removed, is one cause; all others show
    the same trouble for another cause.
    """

    def world(self, index: int) -> World:
        events = tuple(
            WorldEvent(60.0 * n, removed_s=3600.0 if n == 9 else None, id=str(n)) for n in range(28)
        )
        return World(index, events=events, faults=({"cycle": 1, "raise": "incidents"},))

    def causes(self, world: World) -> list[str]:
        gone = {event.id for event in world.events if event.removed_s is not None}
        both = "9" in gone and "20" in {event.id for event in world.events}
        return ["saved-before-sent" if both and world.faults else "limit-cuts-tie"]

    def beyond(self, world: World) -> tuple[str, ...]:
        removal = any(event.removed_s is not None for event in world.events)
        return ("removal",) * removal + ("faults",) * bool(world.faults)


def test_a_cause_that_needs_a_fault_and_a_removal_is_shrunk_to_its_events() -> None:
    (find,) = sieved(Pair({}), seen(0, MISSED, beyond=("removal", "faults"))).finds
    assert find.key.cause == "saved-before-sent"
    assert [event.id for event in find.world.events] == ["9", "20"]


def test_a_world_is_shrunk_to_the_smallest_one_with_the_same_cause() -> None:
    (find,) = sieved(Crowd({}), seen(0, MISSED)).finds
    assert find.key.cause == "limit-cuts-tie"
    assert [event.created_s for event in find.world.events] == [1.0, 4.0]

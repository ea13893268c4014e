"""Reports of one rule, one line and one shape become one finding."""

from __future__ import annotations

from xfetch.emulator.judging.finding import ERROR, POSSIBLE, WARNING, Finding, in_order
from xfetch.emulator.judging.grouping import merged
from xfetch.emulator.record.entries import Line

HEADINGS = {"XF101": "events created again", "XF102": "events missed"}
HERE, THERE = Line("Acme.py", 12), Line("Acme.py", 30)


def missed(event: str, cycle: int, shape: str = "a", line: Line | None = HERE) -> Finding:
    story = f"event {event}: cycle {cycle} went past it"
    return Finding(
        *("XF102", "missed-incident", ERROR, cycle, story),
        line=line,
        title=f"event {event} missed",
        story=story,
        brief=event,
        events=(event,),
        shape=shape,
    )


def test_one_cause_is_one_finding_and_keeps_every_id() -> None:
    (found,) = merged([missed("3", 5), missed("1", 2), missed("4", 5)], HEADINGS)
    assert found.title == "3 events missed: 1, 3, 4"
    assert found.message == f"{found.title}; event 1: cycle 2 went past it"
    assert (found.cycle, found.cycles) == (2, (2, 5)), "the cycle is that of the story"
    assert (found.events, found.count, found.reports) == (("1", "3", "4"), 3, 3)


def test_another_line_shape_severity_or_rule_is_another_cause() -> None:
    apart = [
        missed("1", 1),
        missed("2", 1, shape="b"),
        missed("3", 1, line=THERE),
        missed("4", 1, line=None),
    ]
    assert merged(apart, HEADINGS) == [
        *(Finding(**{**vars(one), "cycles": (1,)}) for one in apart),
    ]


def test_reports_without_a_shape_stay_alone() -> None:
    alone = Finding("XF413", "no-route", WARNING, 1, "no route matches GET /a", line=HERE)
    found = merged([alone, alone], HEADINGS)
    assert [(one.title, one.count, one.cycles) for one in found] == [(alone.message, 1, (1,))] * 2


def test_a_long_title_mentions_what_fits_and_counts_the_others() -> None:
    twice = [
        Finding(
            *("XF101", "duplicate-incident", ERROR, number, "twice"),
            brief=f"event {number} in cycles 1, {number}",
            events=(str(number),),
            shape="a",
        )
        for number in range(2, 9)
    ]
    (found,) = merged(twice, HEADINGS)
    assert found.title == (
        "7 events created again: event 2 in cycles 1, 2; event 3 in cycles 1, 3; event 4 in cycles 1, 4;"
        " event 5 in cycles 1, 5 … 3 more"
    )


def test_a_title_names_each_cycle_once() -> None:
    missed = [
        Finding(
            *("XF102", "missed-incident", ERROR, cycle, "missed"),
            brief=f"{event} (in cycle {cycle})",
            events=(event,),
            shape="a",
        )
        for event, cycle in (("5", 3), ("6", 3), ("11", 5))
    ]
    (found,) = merged(missed, HEADINGS)
    assert found.title == "3 events missed: 5, 6 (in cycle 3); 11 (in cycle 5)"


def test_reports_of_cycles_are_counted_as_cycles() -> None:
    kept = [
        Finding("XF201", "last-run-kept", "info", cycle, "kept", shape="a")
        for cycle in (3, 5, 6, 7, 12)
    ]
    (found,) = merged(kept, HEADINGS)
    assert found.title == found.message == "kept (5 times: cycles 3, 5–7, 12)"


def test_the_clearest_report_is_certain_then_told_then_early() -> None:
    untold = Finding(
        "XF102", "missed-incident", ERROR, 1, "event 9", brief="9", shape="a", line=HERE
    )
    (found,) = merged([untold, missed("2", 4), missed("1", 3)], HEADINGS)
    assert (found.title, found.cycle) == ("3 events missed: 1, 9, 2", 3)


def test_certain_comes_before_possible_then_the_larger_count() -> None:
    def other(name: str, confidence: str, count: int) -> Finding:
        return Finding("XF209", name, ERROR, 1, "", confidence=confidence, count=count)

    made = [other("a", POSSIBLE, 9), other("b", "certain", 1), other("c", "certain", 5)]
    assert [one.name for one in in_order(made)] == ["c", "b", "a"]

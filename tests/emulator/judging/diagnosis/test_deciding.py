"""Which step of a trace decided about an event."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xfetch.emulator.judging.diagnosis.deciding import (
    computed,
    counts,
    deciding_step,
    last_assignment,
    last_to,
)
from xfetch.emulator.record.entries import Line
from xfetch.emulator.record.trace import (
    ASSIGN,
    CHOOSES,
    CUT,
    LOOP,
    TEST,
    TO_CALLER,
    TO_KEY,
    Shown,
    Step,
    Trace,
)


def condition(
    line: int, event: str, outcome: str, *, text: str = "t > last", then: str = "", frame: int = 1
) -> Step:
    return Step(Line("a.py", line), TEST, text, outcome, then, events=(event,), frame=frame)


def cut(line: int, kept: str, lost: str, kind: str = CUT) -> Step:
    return Step(Line("a.py", line), kind, "xs[:2]", events=tuple(kept), lost=tuple(lost), frame=1)


def assign(line: int, target: str, text: str, value: str, frame: int = 1) -> Step:
    return Step(
        Line("a.py", line), ASSIGN, text, target, values=(Shown(text, value, "str"),), frame=frame
    )


def line_of(steps: tuple[Step, ...], event: str, created: str) -> int | None:
    step = deciding_step(Trace(1, steps), event, tuple(created))
    return step.line.number if step is not None else None


def test_a_value_that_is_saved_as_text_is_followed_to_where_it_was_computed() -> None:
    made = assign(1, "", "reduce(later, cases, position)", "1717203700000")
    saved = assign(2, "position", "str(position)", "'1717203700000'", frame=2)
    assert computed(Trace(1, (made, saved)), saved) == made


@pytest.mark.parametrize(
    "text", ["next_search.isoformat()", "text_of(next_search)", "client.text_of(next_search, FORM)"]
)
def test_a_line_that_only_writes_a_time_leads_to_the_line_that_chose_it(text: str) -> None:
    stepped = assign(1, "next_search", "last + timedelta(0, 1)", "2024-01-01 00:00:31")
    written = assign(2, "start", text, "'2024-01-01T00:00:31'")
    assert computed(Trace(1, (stepped, written)), written) == stepped
    chosen = replace(written, text="max(next_search, FORM)")
    assert computed(Trace(1, (stepped, chosen)), chosen) == chosen
    for text in ('parse(alert["created"])', "datetime.now(timezone.utc)"):
        read = assign(1, "next_search", text, "2024-01-01 00:00:31")
        assert computed(Trace(1, (read, written)), written) == written
    # The line that writes it cuts its fraction off.
    exact = assign(1, "next_search", "last + timedelta(0, 1)", "2024-01-01 00:00:31.500000")
    assert computed(Trace(1, (exact, written)), written) == written


def test_a_condition_decides_if_it_came_out_as_for_no_created_event() -> None:
    steps = (
        condition(1, "A", "true"),
        condition(2, "A", "false"),
        condition(1, "B", "true"),
        condition(2, "B", "true"),
    )
    assert line_of(steps, "A", "B") == 2


def test_a_condition_that_came_out_both_ways_does_not_decide() -> None:
    steps = (condition(1, "A", "true"), condition(1, "B", "true"), condition(1, "C", "false"))
    assert line_of(steps, "A", "BC") is None


def test_the_step_after_which_nothing_happens_to_the_event_decides() -> None:
    steps = (
        condition(1, "A", "false", text="a.low"),
        condition(1, "B", "true", text="a.low"),
        condition(2, "A", "false"),
        condition(2, "B", "true"),
    )
    assert line_of(steps, "A", "B") == 2


def test_a_condition_that_only_chooses_the_newest_time_decides_about_no_event() -> None:
    chosen = condition(2, "A", "false", text="t > newest", then=CHOOSES)
    assert line_of((condition(1, "A", "false"), chosen), "A", "") == 1
    assert line_of((condition(1, "A", "true"), condition(1, "B", "true"), chosen), "A", "B") is None


def test_a_cut_decides_about_those_it_left_out() -> None:
    steps = (condition(1, "A", "true"), condition(1, "B", "true"), cut(3, "B", "A"))
    assert line_of(steps, "A", "B") == 3
    assert line_of(steps, "B", "B") is None


def test_a_condition_that_let_the_event_in_leaves_the_decision_to_a_later_cut() -> None:
    steps = (condition(1, "A", "true", text="A not in seen"), cut(2, "", "A"))
    assert line_of(steps, "A", "") == 2


def test_the_rest_that_is_kept_for_later_decides_nothing() -> None:
    rest, taken = cut(2, "C", "AB"), cut(3, "A", "BC")
    assert line_of((rest, taken), "B", "A") == 3
    assert line_of((taken, rest), "B", "A") == 3
    assert line_of((rest, condition(4, "A", "true")), "B", "A") == 2


def test_a_loop_that_ended_is_decided_by_the_condition_before_it() -> None:
    steps = (
        condition(4, "B", "false", then="break"),
        condition(4, "C", "true", then="break"),
        cut(3, "BC", "A", LOOP),
    )
    assert line_of(steps, "A", "B") == 4


def test_a_condition_of_another_call_does_not_end_the_loop() -> None:
    steps = (condition(9, "C", "true", then="break", frame=2), cut(3, "B", "A", LOOP))
    assert line_of(steps, "A", "B") == 3


def test_a_saved_value_leads_to_the_line_that_computed_it() -> None:
    trace = Trace(
        1,
        (
            assign(1, "newest", "max(times)", "'5'"),
            assign(2, "newest", "max(others)", "'7'"),
            assign(3, "latest", "newest", "'7'"),
            assign(4, "last_fetch", "latest", "'7'"),
            assign(9, "other", "x", "'7'"),
        ),
    )
    step = last_assignment(trace, "7", "last_fetch")
    assert step is not None
    assert step.line.number == 4
    assert computed(trace, step).line.number == 2


@pytest.mark.parametrize(("value", "line"), [("2", None), ("2024-01-01T00:00:00Z", 1)])
def test_a_small_number_under_another_key_is_another_value(value: str, line: int | None) -> None:
    step = replace(assign(1, "severity", "event.get('severity')", repr(value)), then=TO_KEY)
    found = last_assignment(Trace(1, (step,)), value, "count")
    assert (found.line.number if found is not None else None) == line


def test_a_variable_of_another_function_is_not_followed() -> None:
    trace = Trace(1, (assign(1, "x", "now()", "'7'", frame=2), assign(4, "last", "x", "'7'")))
    assert computed(trace, trace.steps[1]).line.number == 4


def test_the_last_assignment_to_a_key_is_found() -> None:
    trace = Trace(1, (assign(1, "ids", "old", "[]"), assign(2, "ids", "new", "[1]")))
    found = last_to(trace, "ids")
    assert found is not None
    assert found.line.number == 2
    assert last_to(trace, "other") is None


def counted(line: int, number: str, outcome: str, text: str = "len(found) >= limit") -> Step:
    values = tuple(Shown(name, number, "int") for name in text.split(" >= "))
    return Step(Line("a.py", line), TEST, text, outcome, "return", values, frame=1)


def test_a_condition_that_comes_out_otherwise_from_an_event_on_counts_events() -> None:
    steps = (counted(1, "0", "false"), counted(1, "1", "false"), counted(1, "2", "true"))
    assert counts(Trace(1, steps), steps[2])


def test_a_condition_about_a_field_or_that_changes_back_counts_nothing() -> None:
    field = 'alert["count"] >= limit'
    about = (counted(1, "0", "false", field), counted(1, "2", "true", field))
    back = (*(counted(1, "0", one) for one in ("false", "true", "false")),)
    words = (counted(1, "0", "false", "score >= floor"), counted(1, "2", "true", "score >= floor"))
    assert not counts(Trace(1, about), about[1])
    assert not counts(Trace(1, back), back[1])
    assert not counts(Trace(1, words), words[1])


def test_a_list_of_what_was_left_out_does_not_decide() -> None:
    """The cut left A out; the set that is noted for the next fetch only lists it."""
    steps = (
        cut(1, "B", "A"),
        condition(2, "A", "true", text="t == newest", then="keep"),
        condition(2, "B", "false", text="t == newest", then="keep"),
    )
    assert line_of(steps, "A", "B") == 1


def test_a_copy_of_an_events_field_that_a_function_returned_is_the_choice_that_counts() -> None:
    """``if time > newest: newest = time``, and then ``return found, newest``."""
    time = "'2024-01-01T00:00:10Z'"
    trace = Trace(
        1,
        (
            assign(1, "time", "alert.get('created', '')", time, frame=2),
            assign(2, "newest", "time", time, frame=2),
            replace(assign(3, "", "newest", time, frame=2), then=TO_CALLER),
            assign(4, "last_fetch", "latest", time),
        ),
    )
    assert computed(trace, trace.steps[-1]).line.number == 2
    direct = replace(trace, steps=(replace(trace.steps[0], outcome="newest"), *trace.steps[2:]))
    assert computed(direct, trace.steps[-1]).line.number == 1


def test_a_key_that_has_the_name_of_the_compared_field_is_no_choice() -> None:
    """``if alert["eventTime"] > since: since = alert["eventTime"]``, then ``{"eventTime": since}``."""
    time = "'2024-01-01T00:00:10Z'"
    trace = Trace(
        1,
        (
            condition(1, time, "true", text='alert["eventTime"] > since'),
            assign(2, "since", 'alert["eventTime"]', time),
            replace(assign(3, "eventTime", "since", time), then=TO_KEY),
        ),
    )
    assert computed(trace, trace.steps[-1]).line.number == 2


def test_a_copy_of_an_events_field_that_a_condition_chose_is_the_choice_that_counts() -> None:
    """``if number > newest: newest = number``, and then ``{"last": newest}``."""
    trace = Trace(
        1,
        (
            assign(1, "number", 'alert["id"]', "4"),
            condition(2, "4", "true", text="number > newest"),
            assign(3, "newest", "number", "4"),
            replace(assign(4, "last", "newest", "4"), then=TO_KEY),
        ),
    )
    assert computed(trace, trace.steps[-1]).line.number == 3
    other = condition(2, "4", "true", text="number > least")
    unchosen = replace(trace, steps=(trace.steps[0], other, *trace.steps[2:]))
    assert computed(unchosen, trace.steps[-1]).line.number == 1

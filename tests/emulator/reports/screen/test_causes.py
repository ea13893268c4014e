"""A cause on the screen says what is wrong, why, which line to change, and what to do."""

from __future__ import annotations

from xfetch.emulator.judging.cause import Cause as Reason
from xfetch.emulator.judging.finding import ERROR, WARNING, Finding
from xfetch.emulator.judging.implied import led_to
from xfetch.emulator.reports.screen.cause_text import Room, cause_lines
from xfetch.emulator.reports.screen.causes import Cause, Other, _each_cause_once
from xfetch.emulator.reports.screen.styled import UNBOUNDED, plain

CAUSE = Cause(
    "error",
    "2 events missed: 3, 12",
    "2 events missed: 3, 12; event 3, created 00:00:54",
    "XF102",
    why="position-set-to-clock",
    general="the position is set to the current time",
    story="cycle 2 saved the time of the fetch; event 3 became visible 00:01:10",
    places=("Packs/Acme/Acme.py:37", "Acme.py:37", "37"),
    source="now = datetime.now(timezone.utc)",
    notes="now = '2024-01-01T00:01:00Z'",
    others=(Other("position", 41, "save({'since': now})"),),
    remedy="save the newest created event's time",
)


def shown(cause: Cause, width: int = 80, room: Room | None = None) -> list[str]:
    return [plain(line) for line in cause_lines(cause, 1, width, room or Room())]


def test_each_part_has_its_label() -> None:
    assert shown(CAUSE) == [
        " 1  error  XF102  2 events missed: 3, 12",
        "    why   the position is set to the current time",
        "          cycle 2 saved the time of the fetch; event 3 became visible 00:01:10",
        "    line  Packs/Acme/Acme.py:37  now = datetime.now(timezone.utc)",
        "          now = '2024-01-01T00:01:00Z'",
        "          position, line 41: save({'since': now})",
        "    do    save the newest created event's time",
    ]


def test_in_less_room_other_lines_are_only_named() -> None:
    assert shown(CAUSE, room=Room(line=2))[4] == (
        "          now = '2024-01-01T00:01:00Z'   (position: line 41)"
    )


def test_without_a_limit_the_first_line_has_the_message_and_the_place() -> None:
    first, *_ = shown(CAUSE, UNBOUNDED)
    assert first == f" 1  error  XF102  {CAUSE.message}   Packs/Acme/Acme.py:37"


def test_in_little_room_the_place_stands_beside_the_title() -> None:
    assert shown(CAUSE, room=Room(title=1, why=0, line=0, remedy=False)) == [
        " 1  error  XF102  2 events missed: 3, 12   Acme.py:37"
    ]


def test_a_narrow_screen_keeps_the_place_and_the_advice() -> None:
    lines = shown(CAUSE, 60, Room(title=1, why=1, line=1))
    assert max(map(len, lines)) <= 60
    assert any("Acme.py:37  now = " in line for line in lines)
    assert any(line.startswith("    do    save the newest") for line in lines)


def test_the_same_cause_is_told_once() -> None:
    first, second = _each_cause_once([CAUSE, CAUSE])
    assert first.story == CAUSE.story
    assert (second.story, second.remedy, second.places) == (
        "the same line and the same cause as finding 1",
        "",
        (),
    )


def found(rule: str, severity: str = ERROR, cause: str = "") -> Finding:
    return Finding(rule, "", severity, 1, "", cause=Reason(cause, "") if cause else None)


def test_what_a_cause_led_to_is_no_finding_of_its_own() -> None:
    missed, stuck, late = found("XF102", cause="zone"), found("XF208"), found("XF108", WARNING)
    assert led_to([missed, stuck, late], {}) == [(missed, (stuck, late))]


def test_what_another_cause_explains_or_is_graver_stays() -> None:
    missed = found("XF102", WARNING, "zone")
    graver, own = found("XF208"), found("XF207", WARNING, "order-not-guaranteed")
    other = found("XF409", WARNING)
    alone: list[tuple[Finding, tuple[Finding, ...]]] = [
        (one, ()) for one in (missed, graver, own, other)
    ]
    assert led_to([missed, graver, own, other], {}) == alone


def test_what_duplicates_left_no_room_for_is_theirs() -> None:
    again, cut = found("XF101", cause="ids-forgotten"), found("XF102", cause="cut-and-passed")
    assert led_to([cut, again], {1: 3}) == [(again, (cut,))]
    assert led_to([cut, again], {2: 3}) == [(cut, ()), (again, ())]

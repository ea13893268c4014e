"""Which line is named where a guard found no id, because none was ever saved."""

from __future__ import annotations

from tests.emulator.judging.diagnosis import scenes
from xfetch.emulator.judging.diagnosis.guards import guard_of, guarded
from xfetch.emulator.record.entries import Line
from xfetch.emulator.record.trace import ASSIGN, Shown, Step

UNKNOWN = (("'b'", "str"), ("['a']", "list"))


def ids(line: int, text: str) -> Step:
    shown = (Shown(text, "['a']", "list"),)
    return Step(Line(scenes.FILE, line), ASSIGN, text, "ids", values=shown, frame=1)


def line_of(first: tuple[Step, ...], again: tuple[Step, ...]) -> int | None:
    runs = {1: scenes.fetch(1, saved={"ids": ["a"]}), 2: scenes.fetch(2, saved={"ids": ["a"]})}
    scene = scenes.scene("b", runs, {1: first, 2: again})
    guard = guard_of(scene, 2)
    assert guard is not None
    cause = guarded(scene, 1, 2, guard, ())
    assert cause.code == "ids-never-saved"
    return cause.line.number if cause.line is not None else None


def test_the_line_that_makes_the_saved_ids_without_this_one() -> None:
    guard = scenes.condition(3, "uid in known", *UNKNOWN, event="b")
    assert line_of((guard, ids(9, "[one['id'] for one in alerts]")), (guard,)) == 9
    # Ids that were made before the guard saw the event belong to others.
    assert line_of((ids(9, "[one['id'] for one in alerts]"), guard), (guard,)) == 3
    # One that is added by itself is added elsewhere than it should be.
    assert line_of((guard, ids(9, "known + [uid]")), (guard,)) == 3


def test_the_condition_that_asked_a_helper_with_the_guard() -> None:
    guard = scenes.condition(3, "uid in known", *UNKNOWN, event="b", frame=2)
    asks = scenes.condition(8, "alert in memory", ("{}", "dict"), ("<Memory>", "Memory"), event="b")
    assert line_of((guard, asks), (guard, asks)) == 8

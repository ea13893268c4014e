"""A guard that stands behind another condition, and that an event therefore passed by."""

from __future__ import annotations

from dataclasses import replace

from tests.emulator.judging.diagnosis import scenes
from xfetch.emulator.judging.diagnosis.guards import guard_of
from xfetch.emulator.judging.diagnosis.passed_by import (
    known_but_passed_by,
    passed_by,
    unsaved_and_passed_by,
)
from xfetch.emulator.judging.diagnosis.scene import Scene
from xfetch.emulator.record.entries import Line
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange
from xfetch.emulator.record.trace import TEST, Shown, Step

TEXT = 'alert["time"] == last and alert["id"] in seen'
UNREAD = (Shown('alert["time"]', "5", "int"), Shown("last", "9", "int"))
READ = (*UNREAD, Shown('alert["id"]', "'b'", "str"), Shown("seen", "['a']", "list"))


def decided(line: int, text: str, *values: Shown, event: str = "b", outcome: str = "false") -> Step:
    return Step(Line(scenes.FILE, line), TEST, text, outcome, "", values, (event,), frame=1)


def started_with(ids: list[str], *steps: Step) -> Scene:
    change = LastRunChange({"seen": ids}, asked={}, after={"seen": ids}, was_set=True, saved=True)
    again: FetchRun = replace(scenes.fetch(2), last_run=change)
    return scenes.scene("b", {1: scenes.fetch(1, saved={"seen": ids}), 2: again}, {2: steps})


def test_an_and_that_ended_before_the_comparison_of_ids() -> None:
    scene = started_with(["b"], decided(4, TEXT, *UNREAD))
    assert guard_of(scene, 2) is None
    cause = known_but_passed_by(scene, 2, ())
    assert cause is not None
    assert (cause.code, cause.line) == ("guard-passed-by", Line(scenes.FILE, 4))
    assert 'alert["time"] = 5, last = 9' in cause.because
    assert cause.when == 'an event comes again for which `alert["time"] == last` is false'


def test_an_id_that_was_not_saved_either() -> None:
    scene = started_with(["a"], decided(4, TEXT, *UNREAD))
    assert known_but_passed_by(scene, 2, ()) is None
    cause = unsaved_and_passed_by(scene, 1, 2, ())
    assert cause is not None
    assert cause.code == "ids-never-saved"


def test_a_guard_that_was_read_is_passed_by_by_nobody() -> None:
    assert passed_by(started_with(["a"], decided(4, TEXT, *READ)), 2) is None
    # What is looked for is no id.
    kind = 'alert["time"] == last and alert["kind"] in KINDS'
    assert passed_by(started_with(["b"], decided(4, kind, *UNREAD)), 2) is None


def test_a_guard_inside_another_if() -> None:
    outer, inner = 'alert["time"] == last', 'alert["id"] in seen'
    other = (
        decided(4, outer, *UNREAD, event="a", outcome="true"),
        decided(5, inner, Shown('alert["id"]', "'a'"), Shown("seen", "['a']", "list"), event="a"),
    )
    found = passed_by(started_with(["b"], *other, decided(4, outer, *UNREAD)), 2)
    assert found is not None
    assert [place.line.number for place in found.places(2)] == [4, 5]
    # Where the event came to the inner one too, it was compared.
    assert (
        passed_by(started_with(["b"], *other, decided(4, outer, *UNREAD, outcome="true")), 2)
        is None
    )

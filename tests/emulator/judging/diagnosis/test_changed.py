"""An event that changed and was created again, although the code remembers something of it."""

from __future__ import annotations

from tests.emulator.judging.diagnosis import scenes
from xfetch.emulator.judging.diagnosis.changed import changing_key


def found(own: tuple[str, str], saved: object) -> str:
    held = ("['T3/10:01', 'T4/10:02']", "list")
    step = scenes.condition(7, "key in known", own, held, event="T2")
    runs = {1: scenes.fetch(1, saved={"known": saved}), 4: scenes.fetch(4)}
    cause = changing_key(scenes.scene("T2", runs, {4: (step,)}), 1, 4, ())
    return cause.because if cause is not None else ""


def test_a_key_with_the_time_of_the_change_is_named() -> None:
    because = found(("'T2/10:03'", "str"), ["T1/10:00", "T2/10:01"])
    assert because == (
        "`key in known`: key is 'T2/10:03', which changed with event T2 after cycle 1 had created it"
    )
    assert found(("('T2', '10:03')", "tuple"), [["T2", "10:01"]])


def test_a_key_that_was_saved_so_did_not_change() -> None:
    assert not found(("'task-T2'", "str"), ["task-T1", "task-T2"])
    assert not found(("('T2', 'task')", "tuple"), [["T2", "task"]])


def test_the_id_alone_does_not_change() -> None:
    assert not found(("'T2'", "str"), ["T2"])

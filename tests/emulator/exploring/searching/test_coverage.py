"""Which lines of an integration never run."""

from __future__ import annotations

from pathlib import Path

from tests.emulator.exploring.grounds import sample
from xfetch.emulator.exploring.find import Unran
from xfetch.emulator.exploring.searching.coverage import Covered, Watch

CODE = """\
def fetch(limit):
    rows = []
    for number in range(limit):
        if number > 5:
            rows.append(
                number)
    return rows

def main(command):
    if demisto.command() == "test-module":
        return 1
    return fetch(2)

def other():
    return 1
"""


def test_lines_of_called_functions_that_never_ran() -> None:
    space: dict[str, object] = {}
    exec(compile(CODE, "Acme.py", "exec"), space)
    fetch = space["fetch"]
    watch = Watch("Acme.py")
    with watch.watching():
        fetch(2)  # type: ignore[operator]
    assert sorted(watch.ran.of - watch.ran.lines) == [5, 6]
    with watch.watching():
        fetch(9)  # type: ignore[operator]
    assert watch.ran.of <= watch.ran.lines


def test_lines_in_words() -> None:
    assert Unran("Acme.py", (40, 41, 42, 57), 61).words == "Acme.py:40-42, 57"
    assert Unran("Acme.py", (57,), 61).words == "Acme.py:57"
    assert Unran("Acme.py", (), 61).words == ""


def test_a_world_is_covered() -> None:
    ground = sample("ties_dropped")
    text = (Path(ground.request.target) / "ties_dropped.py").read_text().splitlines()
    ran = Covered(ground, 1, ())(0)
    lines = {text[number - 1].strip() for number in ran.lines}
    assert 'since = alerts[-1]["created"]' in lines
    assert 'demisto.setLastRun({"since": since})' in lines
    assert ran.of

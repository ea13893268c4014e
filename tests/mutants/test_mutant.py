"""The operators make what they say, and the marked mutants exist."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.emulator.exploring.grounds import SAMPLES
from xfetch.emulator.errors import LoadError
from xfetch.emulator.exploring.searching.campaign import Budget, Campaign

from . import page, sweep
from .mutant import mutants
from .operators import OPERATORS
from .sound import code, folders, ground
from .sweep import FILE, FIRST, equivalent, load

CODE = """
def fetch(last_run, limit):
    since = last_run.get("since", 0)
    found = []
    while True:
        page = search(since=since, limit=limit + len(found))
        found += [one for one in page if one["id"] not in found]
        if len(page) < limit:
            break
    since = found[-1]["created"] * 1000
    demisto.setLastRun({"since": since, "ids": found})
    demisto.incidents(found[:limit])
    last = (strftime("%m %H"), int(found[0]["n"]), sorted(found))
"""


def test_each_mutant_differs_in_its_lines_only() -> None:
    every = frozenset(range(1, CODE.count("\n") + 1))
    made = list(mutants("Acme", CODE, every))
    assert len({one.text for one in made}) == len(made)
    assert len({one.name for one in made}) == len(made)
    for one in made:
        before, after = CODE.splitlines(), one.text.splitlines()
        more = len(after) - len(before)
        assert before[: one.lines.start - 1] == after[: one.lines.start - 1]
        assert before[one.lines.stop - 1 - more :] == after[one.lines.stop - 1 :]


@pytest.mark.parametrize(
    ("operator", "line"),
    [
        ("boundary", "        if len(page) <= limit:"),
        ("ids-not-compared", "        found += [one for one in page if True]"),
        ("key-not-saved", '    demisto.setLastRun({"since": since})'),
        ("units", '    since = found[-1]["created"] * 1'),
        ("first-for-last", '    since = found[0]["created"] * 1000'),
        ("not-asked", "        page = search(since=since)"),
        ("no-default", '    since = last_run.get("since")'),
        ("wrong-key", '    since = last_run.get("since_", 0)'),
        ("not-saved", "    pass"),
        ("no-room", "        page = search(since=since, limit=limit)"),
        ("cut", "    demisto.incidents(found[:limit - 1])"),
        ("left-out", "        pass"),
        ("limit-ignored", "    demisto.incidents(found)"),
        ("newest-taken", "    demisto.incidents(found[-(limit):])"),
        (
            "reversed",
            '    last = (strftime("%m %H"), int(found[0]["n"]), sorted(found, reverse=True))',
        ),
        ("date-form", '    last = (strftime("%m %I"), int(found[0]["n"]), sorted(found))'),
        ("one-more", '    last = (strftime("%m %H"), int(found[0]["n"]) + 1, sorted(found))'),
    ],
)
def test_an_operator_makes_its_mistake(operator: str, line: str) -> None:
    every = frozenset(range(1, CODE.count("\n") + 1))
    made = [one for one in mutants("Acme", CODE, every) if one.operator.name == operator]
    assert any(line in one.text.splitlines() for one in made)


def test_a_line_that_no_fetch_runs_gets_no_mistake() -> None:
    assert not list(mutants("Acme", CODE, frozenset()))


def test_what_is_marked_as_equivalent_is_a_mutant() -> None:
    operators = {one.name for one in OPERATORS}
    texts = {folder.name: code(folder) for folder in folders()}
    everywhere = {
        one.name
        for name, text in texts.items()
        for one in mutants(name, text, frozenset(range(1, text.count("\n") + 2)))
    }
    assert {name.split("/")[1] for name in equivalent()} <= operators
    assert equivalent().keys() <= everywhere


def test_a_reason_is_that_of_a_mutant_which_was_not_found_rightly() -> None:
    last = {**load(FIRST), **load(FILE)}
    found = [name for name in page.reasons() if name not in last or page.is_right(last[name])]
    assert not found


@pytest.mark.parametrize(
    ("says", "counts"), [("no module", True), ("not ready within 30s of real time", False)]
)
def test_a_busy_machine_finds_no_mutant(
    says: str, counts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise LoadError(says)

    monkeypatch.setattr(sweep, "ground", refuse)
    folder = folders()[0]
    one = next(mutants(folder.name, code(folder), frozenset(range(99))))
    made = sweep.Sound(folder, (one,), 1)
    if counts:
        assert sweep.search(made, one, 1)["found"] == "refused"
    else:
        with pytest.raises(LoadError):
            sweep.search(made, one, 1)


@pytest.mark.parametrize(("first", "shows"), [(15, False), (16, True), (17, True)])
def test_a_find_of_the_sound_integration_is_known_from_its_first_world_on(
    first: int, shows: bool
) -> None:
    explored = Campaign(ground(SAMPLES / "ids_forgotten"), 1, Budget(1)).explore()
    find = replace(explored.finds[0], first=first)
    made = sweep.Sound(folders()[0], (), 1)
    made.__dict__["own"] = {(find.key.rule, find.key.cause): 16}
    assert made.shows(find) is shows

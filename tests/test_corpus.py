"""Integrations with one known mistake each, written without sight of the diagnosis: is the mistake named?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.judging.cause import GUARD
from xfetch.emulator.judging.finding import Finding
from xfetch.emulator.record.entries import Line
from xfetch.emulator.request.from_scenario import find_scenario, with_scenario
from xfetch.emulator.request.request import Request
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.settings.settings import RunSettings

FOLDER = Path(__file__).with_name("corpus")
SAID = {
    path.parent.name: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*/cause.yml"))
}
# What xfetch says of these today instead; it must be mended, and the name then taken out of the list.
BEHIND: dict[str, str] = {}


def findings(name: str) -> tuple[Finding, ...]:
    """Run an integration of the corpus; return its findings with a cause, the gravest first."""
    target, file = find_scenario(FOLDER / name, None)
    assert file is not None
    request = Request(target=target, scenario=RunSettings(), isolation=Isolation("process"))
    outcome = emulate(prepare(with_scenario(request, file, frozenset())))
    return tuple(finding for finding in outcome.findings if finding.cause is not None)


# One in three runs in the suite, which must stay short; .ci/run runs the others too.
PARTS = [
    pytest.param(name, marks=() if number % 3 == 0 else pytest.mark.long)
    for number, name in enumerate(SAID)
]


@pytest.mark.parametrize("name", PARTS)
def test_the_cause_and_the_line_to_change_are_named(name: str) -> None:
    found, said = findings(name), SAID[name]["cause"]
    first = found[0] if found else None
    code = first.cause.code if first is not None and first.cause is not None else "none"
    if name in BEHIND:
        assert code == BEHIND[name]
    else:
        assert code == said, found
        line = first.line if first is not None else None
        assert source_of(name, line) in (lines_of(name) or [""])
    if "guard" in SAID[name]:
        assert SAID[name]["guard"] in guards_of(name, first)


def source_of(name: str, line: Line | None) -> str:
    """The text of a line of an integration of the corpus."""
    if line is None:
        return ""
    source = (FOLDER / name / f"{name}.py").read_text(encoding="utf-8")
    return source.splitlines()[line.number - 1].strip()


def guards_of(name: str, finding: Finding | None) -> list[str]:
    """The texts of the lines that a finding names as the guard which let the event through."""
    places = finding.cause.places if finding is not None and finding.cause is not None else ()
    return [source_of(name, place.line) for place in places if place.role == GUARD]


def lines_of(name: str) -> list[str]:
    said: Any = SAID[name]["line"]
    return [said] if isinstance(said, str) else list(said or ())


def test_the_corpus_holds_two_of_each_common_cause() -> None:
    codes = [said["cause"] for said in SAID.values()]
    assert len(codes) >= 177
    assert sum(codes.count(code) >= 2 for code in set(codes)) >= 26
    assert codes.count("none") == 27
    assert all(lines_of(name) or SAID[name]["cause"] == "none" for name in SAID)

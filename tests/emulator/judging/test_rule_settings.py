"""Severities from the command line, a configuration file, and a comment at a line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.emulator import worlds
from tests.golden_runs import GOLDEN
from xfetch.emulator.errors import UsageError
from xfetch.emulator.judging.rule_settings import rule_severities
from xfetch.emulator.reports.saved_run import read_run


def test_the_command_line_beats_the_file(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text("[tool:xfetch]\nrules = XF112=off,\n    XF119=error\n")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert rule_severities(["XF119=info"], below) == {"XF112": "off", "XF119": "info"}


def test_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.xfetch.rules]\nXF112 = "off"\nname-missing = "error"\n'
    )
    assert rule_severities([], tmp_path) == {"XF112": "off", "XF104": "error"}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("setup.cfg", "[tool:xfetch]\nrules = XF999=off\n", "no rule is called 'XF999'"),
        ("setup.cfg", "[tool:xfetch]\nrules = XF101=loud\n", "XF101 cannot be set to 'loud'"),
        ("setup.cfg", "[tool:xfetch\nrules = XF101=off\n", "broken"),
        ("setup.cfg", "[tool:xfetch]\nrulez = XF101=off\n", "unknown key 'rulez'"),
        ("pyproject.toml", "[tool.xfetch.rules\n", "broken"),
        ("pyproject.toml", "[tool.xfetch]\nrules = 3\n", "must be a table"),
    ],
)
def test_a_broken_configuration_is_told(tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(UsageError) as caught:
        rule_severities([], tmp_path)
    assert says in str(caught.value)
    assert name in str(caught.value)


def test_an_unknown_rule_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean"):
        rule_severities(["XF10=off"], tmp_path)


def test_a_rule_is_switched_off_for_a_run_or_at_a_line(tmp_path: Path) -> None:
    def rules(body: str, **settings: object) -> set[str]:
        home = worlds.write(tmp_path, body)
        return {item.rule for item in worlds.run(home, **settings).findings}

    guilty = "demisto.incidents([{'name': ''}])"
    assert "XF104" in rules(guilty)
    assert "XF104" not in rules(guilty, severities={"XF104": "off"})
    found = rules(f"{guilty}  # xfetch: off XF104")
    assert "XF104" not in found
    assert "XF109" in found
    assert "XF109" not in rules(f"{guilty}  # xfetch: off")


@pytest.mark.parametrize(("number", "off"), [(28, True), (30, True), (13, False), (14, False)])
def test_a_comment_works_at_the_line_that_decided_and_at_the_one_that_the_rule_saw(
    number: int, off: bool, tmp_path: Path
) -> None:
    """The position that line 28 takes decided; the rule saw the incidents sent at line 30."""
    saved = json.loads((GOLDEN / "run_json.json").read_text(encoding="utf-8"))
    (finding,) = (one for one in saved["findings"] if one["rule"] == "XF101")
    seen = {"what": "seen", "line": "boundary_repeated.py:30"}
    assert (finding["line"], seen in finding["places"]) == ("boundary_repeated.py:28", True)
    saved["record"]["case"]["code"]["off"] = {str(number): ["XF101"]}
    path = tmp_path / "run.json"
    path.write_text(json.dumps(saved), encoding="utf-8")
    outcome = read_run(path, {})
    assert ("XF101" not in {one.rule for one in outcome.findings}) == off
    assert outcome.exit_code() == (0 if off else 1)


def test_a_severity_that_was_set_holds(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "demisto.incidents([{'name': ''}])")
    found = worlds.run(home, severities={"XF104": "error"}).findings
    assert [item.severity for item in found if item.rule == "XF104"] == ["error"]

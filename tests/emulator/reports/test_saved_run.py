"""A saved run, read back, is the run: every report of it is the same to the letter."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.emulator import worlds
from xfetch.cli.main import cli
from xfetch.emulator.errors import LoadError
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.reports import REPORTS, render
from xfetch.emulator.reports.saved_run import read_run
from xfetch.emulator.settings.expectation import expectation_of, section_of
from xfetch.emulator.settings.section import Section

SAMPLES = Path(__file__).parents[3] / "sample_integrations"
AGAIN = """demisto.incidents([{'name': 'n', 'rawJSON': '{"id": 1}'}])"""
NAMES = ("boundary_repeated", "helloworld_twin", "third_cycle_fails", "since_1970", "healthy")


def saved(outcome: Outcome, folder: Path) -> Path:
    path = folder / "run.json"
    path.write_text("".join(render("json", outcome)), encoding="utf-8")
    return path


def same(outcome: Outcome, folder: Path) -> None:
    again = read_run(saved(outcome, folder), {})
    for name in REPORTS:
        assert "".join(render(name, again)) == "".join(render(name, outcome)), name


@pytest.mark.parametrize("name", NAMES)
def test_samples(name: str, tmp_path: Path) -> None:
    vendor = SAMPLES / name / "vendor.py"
    same(worlds.run(SAMPLES / name, 5, vendor_file=vendor), tmp_path)


def test_what_a_scenario_reads_and_nobody_sends_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = """
    import requests
    requests.get('https://probe.example.com/a?since=2024-01-01&limit=5')
    demisto.incidents([])
    """
    worlds.write(tmp_path, body)
    (tmp_path / "s.yml").write_text(
        "integration: Probe\ncycles: 3\nevents: {generate: {count: 2}}\n"
        "api: {routes: [{get: /a, filter: {created: {ge: query.newer}}}]}\n"
    )
    monkeypatch.chdir(tmp_path)
    invoke = CliRunner().invoke
    told = invoke(
        cli, ["run", "s.yml", "-o", "json:run.json", "-o", "text", "--isolation", "inline"]
    )
    assert "XF415" in told.stdout
    assert "query.newer" in told.stdout
    again = invoke(cli, ["report", "run.json"])
    assert again.stdout.partition("next:")[0] == told.stdout.partition("next:")[0]
    row = json.loads((tmp_path / "run.json").read_text())["record"]["requests"][0]
    assert row["fit"] == ["GET /a", "-query.newer", "+query.limit", "+query.since"]


def test_a_run_with_everything_in_it(tmp_path: Path) -> None:
    body = """
    import requests
    demisto.getLastRun()['n'] = 1
    demisto.debug('secret', demisto.params()['apikey'])
    demisto.setIntegrationContext({'cursor': 'c'})
    requests.get('https://probe.example.com/a', headers={'k': demisto.params()['apikey']})
    time.sleep(70)
    if demisto.getLastRun() == {}:
        demisto.setLastRun({'n': '1'})
    demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'id': 1})}])
    """
    vendor = worlds.vendor(
        tmp_path,
        """
        class Vendor:
            def handle(self, request, now):
                return []
            def events(self):
                return [{"id": 1, "created": "2024-01-01"}, {"id": 2, "created": "2024-01-01",
                         "visible": "2024-01-02", "in_scope": False, "removed": "2024-01-03"}]
        """,
    )
    home = worlds.write(tmp_path, body)
    outcome = worlds.run(
        home,
        4,
        vendor_file=vendor,
        params={"apikey": "s3cr3t-value"},
        fail_cycles=frozenset({2}),
        severities={"XF119": "off"},
        strict=True,
    )
    same(outcome, tmp_path)


EXPECTED = {
    "missed": {"max": 3},
    "failed": {"min": 1, "max": 2},
    "blocked": [1, "b"],
    "rules": {"XF101": 2, "XF102": {"min": 1}},
    "worst": "warning",
    "statuses": ["ok", "error"],
    "first_run_from": "2024-01-01",
    "cause": "limit-cuts-tie",
    "line": "if created <= last_fetch:",
}


def test_what_a_scenario_expects_is_saved_as_it_writes_it() -> None:
    for expect in ({}, EXPECTED, *({key: value} for key, value in EXPECTED.items())):
        read = expectation_of(Section(expect))
        assert expectation_of(Section(section_of(read))) == read


@pytest.mark.parametrize(
    ("expect", "phrase", "code"),
    [
        ("{duplicated: 0, failed: 2}", "FAILED, not as expected", 1),
        ("{duplicates: 2, rules: [XF101], failed: 0}", "PASSED as expected", 0),
    ],
)
def test_a_saved_run_is_held_to_what_its_scenario_expects(
    tmp_path: Path, expect: str, phrase: str, code: int
) -> None:
    home = worlds.write(tmp_path, AGAIN)
    (home / "scenario.yml").write_text(f"cycles: 3\nexpect: {expect}\n")
    run = ["run", str(home), "--isolation", "inline", "-o", f"json:{tmp_path / 'run.json'}"]
    told = CliRunner().invoke(cli, run)
    again = CliRunner().invoke(cli, ["report", str(tmp_path / "run.json")])
    assert (told.exit_code, again.exit_code) == (code, code)
    assert again.stdout.splitlines()[0] == told.stdout.splitlines()[0]
    assert phrase in " ".join(told.stdout.split())
    outcome = read_run(tmp_path / "run.json", {})
    same(outcome, tmp_path)
    assert ("XF101" in outcome.expected_rules) == (code == 0)


def test_a_saved_run_keeps_what_makes_it_fail(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, AGAIN)
    path = saved(replace(worlds.run(home, 3), fail_on="never"), tmp_path)
    assert CliRunner().invoke(cli, ["report", str(path)]).exit_code == 0
    arguments = ["report", str(path), "--fail-on", "error"]
    assert CliRunner().invoke(cli, arguments).exit_code == 1


def test_a_run_that_nothing_answered(tmp_path: Path) -> None:
    body = "import requests\nrequests.get('https://probe.example.com/a')"
    same(worlds.run(worlds.write(tmp_path, body), 3), tmp_path)


def test_rules_are_set_anew(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "demisto.incidents([{'name': ''}])")
    path = saved(worlds.run(home, 1), tmp_path)
    assert "XF104" in {item.rule for item in read_run(path, {}).findings}
    assert "XF104" not in {item.rule for item in read_run(path, {"XF104": "off"}).findings}
    arguments = ["report", str(path), "--rule", "XF104=error"]
    assert CliRunner().invoke(cli, arguments).exit_code == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not a saved run"),
        ("[1]", "not a saved run of xfetch"),
        ('{"schema": 1}', "not a saved run of xfetch"),
        ('{"schema": 99, "xfetch": "9.0", "record": {}}', "written by a newer xfetch (9.0)"),
        ('{"schema": 1, "record": {}}', "not a complete saved run"),
    ],
)
def test_what_is_no_saved_run(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(text)
    with pytest.raises(LoadError) as caught:
        read_run(path, {})
    assert says in str(caught.value)
    result = CliRunner().invoke(cli, ["report", str(path), "-o", f"html:{tmp_path / 'x.html'}"])
    assert result.exit_code == 3
    assert not (tmp_path / "x.html").exists()


def test_a_truncated_run_is_told(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "demisto.incidents([])")
    path = saved(worlds.run(home, 1), tmp_path)
    whole = json.loads(path.read_text())
    del whole["record"]["calls"]
    path.write_text(json.dumps(whole))
    with pytest.raises(LoadError, match="not a complete saved run"):
        read_run(path, {})
    with pytest.raises(LoadError, match="cannot be read"):
        read_run(tmp_path / "gone.json", {})

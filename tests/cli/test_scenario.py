"""A scenario file on the command line: what it says holds, and what the user says beats it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from xfetch.cli.main import cli

from ..emulator.worlds import vendor, write

FETCH = """\
    import requests
    since = demisto.getLastRun().get('since', '')
    found = requests.get(demisto.params()['url'] + '/alerts', params={'since': since}).json()
    demisto.setLastRun({'since': max([since, *(alert['at'] for alert in found)])})
    demisto.incidents([{'name': 'a', 'rawJSON': json.dumps(alert)} for alert in found])
"""
VENDOR = """\
    class Vendor:
        def __init__(self, events=()):
            self.all = [(e, e.created.isoformat()) for e in events]

        def handle(self, request, now):
            since = request.query['since']
            return [{'id': e.id, 'at': at} for e, at in self.all if at > since and e.visible <= now]
"""
SCENARIO = """\
integration: Probe
vendor: vendor.py
params: {url: "https://from.file"}
start: 2024-02-01
interval: 5m
events: {generate: {count: 3, every: 10m, first: 7}}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    write(tmp_path, FETCH)
    vendor(tmp_path, VENDOR)
    path = tmp_path / "s.yml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def report(*arguments: object) -> dict[str, Any]:
    result = CliRunner().invoke(
        cli, ["run", *map(str, arguments), "--isolation", "inline", "-o", "json"]
    )
    assert result.stdout.startswith("{"), result.output
    loaded: dict[str, Any] = json.loads(result.stdout)
    return loaded


def ids(told: dict[str, Any]) -> list[str]:
    raw = [item["rawJSON"] for cycle in told["cycles"] for item in cycle["incidents"]]
    return [json.loads(text)["id"] for text in raw]


def test_a_scenario_that_names_its_integration(scenario: Path) -> None:
    told = report(scenario)
    assert told["clock"]["start"] == "2024-02-01T00:00:00Z"
    assert told["clock"]["interval_s"] == 300
    # The last event comes at +20m: five cycles, and three quiet ones.
    assert (told["clock"]["cycles"], len(told["cycles"])) == (5, 8)
    assert ids(told) == ["7", "8", "9"]
    assert told["record"]["params"]["url"] == "https://from.file"


def test_options_beat_the_file(scenario: Path) -> None:
    told = report(
        scenario, "--cycles", 2, "--interval", "1m", "--start", "2024-03-01", "--param", "url=x://y"
    )
    assert told["clock"]["start"] == "2024-03-01T00:00:00Z"
    assert (told["clock"]["interval_s"], len(told["cycles"])) == (60, 2)
    assert told["record"]["params"]["url"] == "x://y"


def test_a_scenario_for_another_target(scenario: Path, tmp_path: Path) -> None:
    other = write(tmp_path, FETCH, name="Other")
    assert report(other, "--scenario", scenario)["integration"]["path"] == "Other.py"


def test_a_scenario_beside_the_integration(scenario: Path, tmp_path: Path) -> None:
    home = tmp_path / "Probe"
    (home / "scenario.yml").write_text(
        SCENARIO.replace("integration: Probe", "").replace("vendor.py", "../vendor.py")
    )
    assert ids(report(home)) == ["7", "8", "9"]


def test_events_for_a_vendor_without_a_scenario(scenario: Path, tmp_path: Path) -> None:
    events = tmp_path / "e.csv"
    events.write_text("id,created\n1,-1m\n2,+90s\n")
    arguments = (tmp_path / "Probe", "--vendor", tmp_path / "vendor.py", "--events", events)
    told = report(*arguments)
    assert ids(told) == ["1", "2"]
    assert len(told["cycles"]) == 5
    assert told["summary"]["missed"] == 0


def test_events_beat_the_scenarios_own(scenario: Path, tmp_path: Path) -> None:
    events = tmp_path / "e.jsonl"
    events.write_text('{"id": "x", "created": "+0s"}\n')
    assert ids(report(scenario, "--events", events)) == ["x"]


def complaint(*arguments: object) -> str:
    result = CliRunner().invoke(cli, ["run", *map(str, arguments), "--isolation", "inline"])
    assert result.exit_code in (2, 3)
    assert "Traceback" not in result.output
    return result.output


def test_what_is_wrong_has_its_line(scenario: Path, tmp_path: Path) -> None:
    scenario.write_text(SCENARIO + "cycels: 3\n")
    assert f"{scenario}:7: cycels: unknown key; did you mean 'cycles'?" in complaint(scenario)
    scenario.write_text("cycles: 3\n")
    assert "the scenario names no integration" in complaint(scenario)
    assert "no such scenario file" in complaint(tmp_path / "Probe", "--scenario", "no.yml")


def test_a_vendor_that_takes_no_events(scenario: Path, tmp_path: Path) -> None:
    vendor(tmp_path, "class Vendor:\n    def handle(self, request, now):\n        return []")
    assert "must accept the argument events" in complaint(scenario)


def expecting(scenario: Path, expect: str, *arguments: object) -> tuple[int, str]:
    scenario.write_text(f"{SCENARIO}expect: {expect}\n")
    result = CliRunner().invoke(
        cli, ["run", str(scenario), *map(str, arguments), "--isolation", "inline"]
    )
    return result.exit_code, result.output


def test_what_the_scenario_expects_decides_the_exit_code(scenario: Path) -> None:
    code, output = expecting(scenario, "{delivered: 3, missed: 0}")
    assert (code, output.startswith("PASSED as expected  ")) == (0, True)
    code, output = expecting(scenario, "{delivered: 4}")
    assert (code, output.startswith("FAILED, not as expected  ")) == (1, True)
    assert "not as expected: 3 events delivered, expected 4" in output.splitlines()


def test_what_a_scenario_beside_expects_holds_for_it_as_it_stands(
    scenario: Path, tmp_path: Path
) -> None:
    home = tmp_path / "Probe"
    text = SCENARIO.replace("integration: Probe", "").replace("vendor.py", "../vendor.py")
    (home / "scenario.yml").write_text(text + "expect: {delivered: 4}\n")
    assert CliRunner().invoke(cli, ["run", str(home)]).exit_code == 1
    result = CliRunner().invoke(cli, ["run", str(home), "--cycles", "2"])
    assert result.exit_code == 0
    assert "expected" not in result.output


def test_an_api_in_the_scenario(scenario: Path) -> None:
    api = """\
api:
  routes:
  - get: /alerts
    answer: {json: "@events", event: {id: "@id", at: "@created iso"}}
"""
    scenario.write_text(SCENARIO.replace("vendor: vendor.py\n", api))
    told = report(scenario)
    assert told["vendor"]["events"] == 3
    assert told["vendor_label"] == "the scenario's api"
    scenario.write_text(SCENARIO.replace("vendor: vendor.py\n", api.replace("answer", "anwser")))
    assert "anwser: unknown key; did you mean 'answer'?" in complaint(scenario)


API = """\
api:
  routes:
  - get: /alerts
    filter:
      severty: query.severity
    answer: {json: "@events", event: {id: "@id", at: "@created iso"}}
"""
FIELDS = SCENARIO.replace("first: 7", "fields: {severity: high}").replace(
    "vendor: vendor.py\n", API
)


@pytest.mark.parametrize("isolation", ["inline", "process"])
def test_a_field_that_no_event_has_is_refused_with_its_line(scenario: Path, isolation: str) -> None:
    scenario.write_text(FIELDS)
    result = CliRunner().invoke(cli, ["run", str(scenario), "--isolation", isolation])
    assert result.exit_code == 3
    told = (
        f"{scenario}:6: api.routes[0].filter.severty: no event has the field 'severty';"
        " did you mean 'severity'? known: "
    )
    assert told in result.output.replace("\n", " ")
    served = CliRunner().invoke(cli, ["vendor", "serve", str(scenario), "--port", "0"])
    assert (served.exit_code, "'severty'" in served.output) == (3, True)


@pytest.mark.parametrize("isolation", ["inline", "process"])
def test_an_expression_that_fails_while_it_serves_has_its_line(
    scenario: Path, isolation: str
) -> None:
    wrong = FIELDS.replace("severty: query", "severity: query").replace(
        'id: "@id"', 'id: "@id", half: "= 1 / 0"'
    )
    scenario.write_text(wrong)
    result = CliRunner().invoke(cli, ["run", str(scenario), "--isolation", isolation])
    assert result.exit_code == 3
    told = f"{scenario}:7: api.routes[0].answer.event.half: '1 / 0': division by zero"
    assert told in result.output.replace("\n", " ")


def test_the_events_that_are_served_say_which_fields_there_are(
    scenario: Path, tmp_path: Path
) -> None:
    scenario.write_text(FIELDS)
    events = tmp_path / "e.jsonl"
    events.write_text('{"id": "x", "created": "+0s", "severty": 1}\n')
    assert set(ids(report(scenario, "--events", events))) == {"x"}
    events.write_text('{"id": "x", "created": "+0s", "state": 1}\n')
    assert f"{scenario}:6: api.routes[0].filter.severty: no event has" in complaint(
        scenario, "--events", events
    )


def test_troubleshoot_runs_once_under_the_scenario(scenario: Path) -> None:
    text = SCENARIO.replace("first: 7", "first: 7, from: -5m")
    scenario.write_text(f"{text}last_run: {{since: '2030'}}\nexpect: {{missed: 9}}\n")
    result = CliRunner().invoke(cli, ["troubleshoot", str(scenario)])
    assert result.exit_code == 0, result.output
    assert "1 incident returned, none created" in result.output
    assert "last run read: {}" in result.output


def test_the_report_says_which_cycles_drained(scenario: Path) -> None:
    result = CliRunner().invoke(cli, ["run", str(scenario)])
    assert ": 5 cycles, 3 more until nothing new came" in result.output


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_scenario_with_a_mistake_is_still_one(
    scenario: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario.write_text(f"{SCENARIO}interval: 2m\n", encoding="utf-8")
    # By its name alone: how long the folder's path is must not decide where a line ends.
    monkeypatch.chdir(scenario.parent)
    told = CliRunner().invoke(cli, [command, scenario.name])
    assert told.exit_code == 3
    assert "s.yml:7: the key 'interval' occurs twice" in told.output

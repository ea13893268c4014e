"""A cassette of vcrpy on the command line: replayed, as a scenario's vendor, and as a starter's source."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.told import invoke, names, report

from ..emulator.worlds import write

CASSETTES = Path(__file__).parents[1] / "emulator" / "recording" / "cassettes"
FETCH = """\
    import requests
    params = demisto.params()
    token = requests.post(
        params['url'] + '/oauth/token',
        json={'client': 'joe'},
        params={'api_key': params['apikey']},
    ).json()['access_token']
    since = demisto.getLastRun().get('since', '2024-05-06T08:00:00Z')
    found = requests.get(
        params['url'] + '/v1/alerts',
        params={'created_after': since, 'limit': 3},
        headers={'Authorization': 'Bearer ' + token},
    ).json()['alerts']
    demisto.setLastRun({'since': max([since, *(alert['created_at'] for alert in found)])})
    demisto.incidents([{'name': one['alert_id'], 'rawJSON': json.dumps(one)} for one in found])
"""
WANTED = [["A-0", "A-1", "A-2"], ["A-3", "A-4", "A-5"], ["A-6", "A-7"], []]


@pytest.fixture
def probe(tmp_path: Path) -> Path:
    return write(tmp_path, FETCH)


@pytest.mark.parametrize("name", ["acme.yaml", "acme.json"])
def test_a_replay_brings_what_was_recorded(probe: Path, name: str) -> None:
    told = report(probe, "--replay", CASSETTES / name, "--cycles", 4)
    assert names(told) == WANTED
    assert told["clock"]["start"] == "2024-05-06T09:00:00Z"
    assert (told["vendor"]["delivered"], told["vendor"]["missed"]) == (8, 0)


def test_a_scenario_names_it_as_its_vendor(probe: Path, tmp_path: Path) -> None:
    file = tmp_path / "s.yml"
    place = CASSETTES / "acme.yaml"
    file.write_text(f"integration: Probe\nvendor: {place}\ncycles: 4\nexpect: {{delivered: 8}}\n")
    told = report(file)
    assert names(told) == WANTED
    assert told["clock"]["start"] == "2024-05-06T09:00:00Z"
    checked = invoke("check", file, "--jobs", 1)
    assert checked.exit_code == 0, checked.output


def test_a_starter_from_a_cassette_runs_and_brings_its_events(probe: Path, tmp_path: Path) -> None:
    file = tmp_path / "starter.yml"
    result = invoke("init", probe, "--from", CASSETTES / "acme.yaml", "-o", file)
    assert result.exit_code == 0, result.output
    assert "POST /oauth/token, GET /v1/alerts; 8 events of 8 recorded answers" in result.output
    again = report(file)
    assert {name for cycle in names(again) for name in cycle} == {f"A-{n}" for n in range(8)}
    assert (again["vendor"]["missed"], again["summary"]["failed"]) == (0, 0)


def test_what_is_no_cassette_is_one_message(probe: Path, tmp_path: Path) -> None:
    broken = tmp_path / "b.yaml"
    broken.write_text("interactions:\n- {request: 7}\n")
    for arguments in (
        ("run", probe, "--replay", broken),
        ("run", probe, "--vendor", broken),
        ("init", probe, "--from", broken, "-o", tmp_path / "x.yml"),
    ):
        result = invoke(*arguments)
        assert result.exit_code == 3, result.output
        assert "interaction 1 is not valid" in " ".join(result.output.split())
        assert "Traceback" not in result.output
    assert not (tmp_path / "x.yml").exists()

"""A starter scenario: written once, valid, and ready to run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from xfetch.cli.main import cli
from xfetch.emulator.request.scenario_file.read import read_scenario

from ...emulator.worlds import YML, write, write_raw
from ...generated_docs import SAMPLES

FETCH = """\
    import requests
    params = demisto.params()
    token = requests.post(params['url'] + '/oauth/token', json={'key': params['apikey']}).json()
    since = demisto.getLastRun().get('since', '2023-12-31T00:00:00Z')
    found = requests.get(
        params['url'] + '/v2/findings',
        params={'created_after': since, 'limit': 5, 'sort': 'created'},
        headers={'Authorization': 'Bearer ' + token['access_token']},
    ).json()
    found = found['findings']
    for one in found:
        requests.get(params['url'] + '/v2/findings/' + one['finding_id']).json()['severity']
    demisto.setLastRun({'since': max([since, *(one['raised_at'] for one in found)])})
    demisto.incidents([{'name': one['title'], 'rawJSON': json.dumps(one)} for one in found])
"""
KEY = "a-secret-that-nobody-may-see"


def invoke(*arguments: object) -> Any:
    return CliRunner().invoke(cli, list(map(str, arguments)))


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ``init`` watch as long as it needs: no test depends on how fast the machine is."""
    watch = "xfetch.emulator.starter.watching.watch"
    monkeypatch.setattr(f"{watch}._LONGEST_REAL_S", 600.0)
    monkeypatch.setattr(f"{watch}._LONGEST_S", 600.0)


@pytest.fixture
def probe(tmp_path: Path) -> Path:
    max_fetch = "- {name: max_fetch, display: Max, type: 0, defaultvalue: '5'}\n"
    return write(tmp_path, FETCH, yml=YML.replace("script: {", max_fetch + "script: {"))


def test_a_starter_runs_as_it_is_and_brings_incidents(probe: Path, tmp_path: Path) -> None:
    file = tmp_path / "starter.yml"
    result = invoke("init", probe, "-o", file, "--param", f"apikey={KEY}")
    assert result.exit_code == 0, result.output
    text = file.read_text(encoding="utf-8")
    assert KEY not in text + result.output
    scenario = read_scenario(file)
    assert scenario.product.api is not None
    assert [(*route.items(),)[0] for route in scenario.product.api["routes"]] == [
        ("post", "/oauth/token"),
        ("get", "/v2/findings"),
        ("get", "/v2/findings/{id}"),
    ]
    assert scenario.product.api["routes"][1] == {
        "get": "/v2/findings",
        "filter": {"created": {"gt": "query.created_after", "format": "any"}},
        "order": "created",
        "page": {"limit": "query.limit"},
        "answer": {"json": {"findings": "@events"}},
    }
    assert scenario.params["max_fetch"] == "5"
    told = json.loads(invoke("run", file, "-o", "json").stdout)
    # The limit cuts through a second of the burst, and the product is guessed to exclude the time asked for.
    assert (told["vendor"]["events"], told["vendor"]["delivered"]) == (20, 19)
    assert told["vendor"]["missed"] == 1
    assert told["summary"]["failed"] == 0


def test_a_starter_for_assets_alone_brings_whole_snapshots(tmp_path: Path) -> None:
    sample, file = SAMPLES / "healthy_assets", tmp_path / "starter.yml"
    result = invoke("init", sample, "-o", file)
    assert result.exit_code == 0, result.output
    assert "3 cycles sent 13 assets and events" in result.output
    text = file.read_text(encoding="utf-8")
    assert "command: fetch-assets" in text
    assert 'snapshot_id: "@id"' not in text
    ran = invoke("run", file)
    assert "no incident was created" not in ran.output
    assert "assets in" in ran.output
    assert "  sealed  " in ran.output


def test_every_guess_stands_in_the_section_with_its_line(probe: Path, tmp_path: Path) -> None:
    file = tmp_path / "starter.yml"
    invoke("init", probe, "-o", file)
    text = file.read_text(encoding="utf-8")
    assert "# guess" not in text
    lines = text.splitlines()
    guesses = read_scenario(file).guesses
    names = {re.split(r"[.\[]", guess.path)[-1] for guess in guesses}
    assert {"event", "login", "one", "created", "order", "page"} <= names
    for guess in guesses:
        key = re.sub(r"\[.*", "", guess.path.split(".")[-1])
        assert key in lines[guess.line - 1]


def test_a_file_that_exists_is_kept_unless_forced(probe: Path, tmp_path: Path) -> None:
    file = tmp_path / "starter.yml"
    file.write_text("mine", encoding="utf-8")
    result = invoke("init", probe, "-o", file)
    assert result.exit_code == 2
    assert "exists already" in result.output
    assert file.read_text(encoding="utf-8") == "mine"
    assert invoke("init", probe, "-o", file, "--force").exit_code == 0
    assert read_scenario(file).product.api is not None


def test_an_integration_that_cannot_be_loaded_leaves_no_file(tmp_path: Path) -> None:
    result = invoke("init", tmp_path / "nothing", "-o", tmp_path / "starter.yml")
    assert result.exit_code in (2, 3)
    assert "Traceback" not in result.output
    assert not (tmp_path / "starter.yml").exists()


def test_what_asks_nothing_gets_a_starter_too(tmp_path: Path) -> None:
    probe = write(tmp_path, "demisto.incidents([])")
    file = tmp_path / "starter.yml"
    result = invoke("init", probe, "-o", file)
    assert result.exit_code == 1, result.output
    assert "no request" in result.output
    assert "asked for nothing" in result.output
    assert read_scenario(file).product.api is not None
    ran = json.loads(invoke("run", file, "-o", "json").stdout)
    assert [one["rule"] for one in ran["findings"] if one["severity"] == "error"] == []


DESK = """\
    import requests
    def token(url, key):
        answer = requests.post(url + '/auth/token', data={'grant_type': 'client_credentials', 'secret': key})
        return answer.json()['data']['token_value']
    params = demisto.params()
    since = demisto.getLastRun().get('since', '2023-12-31T00:00:00Z')
    headers = {'Authorization': 'Bearer ' + token(params['url'], params['apikey'])}
    found = requests.get(params['url'] + '/desk/tickets', params={'updated_after': since}, headers=headers)
    tickets = found.json()['payload']['tickets']
    for one in tickets:
        since = max(since, one['raised'])
    demisto.setLastRun({'since': since})
    demisto.incidents([{'name': one['summary'], 'rawJSON': json.dumps(one)} for one in tickets])
"""
SEARCH = """\
    import requests
    since = demisto.getLastRun().get('since', 1703980800)
    query = {'query': {'range': {'at': {'gte': since}}}, 'size': 10}
    answer = requests.post(demisto.params()['url'] + '/logs/_search', json=query).json()
    if answer['state'] != 'DONE':
        raise ValueError('not done')
    hits = answer['hits']['hits']
    for hit in hits:
        since = max(since, int(hit['_source']['epoch'] / 1000))
    demisto.setLastRun({'since': since})
    demisto.incidents(
        [{'name': hit['_source']['rule']['title'], 'rawJSON': json.dumps(hit)} for hit in hits]
    )
"""
TWO_STEPS = """\
    import requests
    from datetime import datetime
    url = demisto.params()['url']
    done = demisto.getLastRun().get('done', [])
    ids = requests.get(url + '/alarms/ids').json()['result_ids']
    out = []
    for one in ids:
        if one in done:
            continue
        alarm = requests.get(f'{url}/alarms/one/{one}').json()
        at = datetime.strptime(alarm['seen_on'], '%d.%m.%Y %H:%M:%S')
        out.append({'name': alarm['headline'], 'rawJSON': json.dumps(alarm)})
        done.append(one)
    demisto.setLastRun({'done': done})
    demisto.incidents(out)
"""

COLLECTOR = """\
import demistomock as demisto
import requests

def logs(after):
    found, token = [], None
    while True:
        asked = {'occurred_after': after, 'page_size': 3, **({'page_token': token} if token else {})}
        answer = requests.get(demisto.params()['url'] + '/v1/logs', params=asked).json()
        found.extend(answer.get('logs') or [])
        token = answer.get('next_page_token')
        if not token:
            return found

if demisto.command() == 'fetch-events':
    after = demisto.getLastRun().get('after', '2023-12-31T00:00:00Z')
    events = logs(after)
    send_events_to_xsiam(events, 'probe', 'probe')
    demisto.setLastRun({'after': max([after, *(one['occurred_at'] for one in events)])})
"""


def test_the_code_of_a_collector_is_read_as_that_of_its_own_command(tmp_path: Path) -> None:
    yml = YML.replace("isFetch", "isFetchEvents").replace("isfetch", "isfetchevents")
    probe = write_raw(tmp_path, f"from CommonServerPython import *\n{COLLECTOR}", yml=yml)
    file = tmp_path / "starter.yml"
    result = invoke("init", probe, "-o", file)
    assert result.exit_code == 0, result.output
    scenario = read_scenario(file)
    assert scenario.product.api is not None
    (route,) = scenario.product.api["routes"]
    assert route["answer"] == {"json": {"logs": "@events", "next_page_token": "@next"}}
    assert route["page"] == {"limit": "query.page_size", "cursor": "query.page_token"}


SESSION = """\
    import requests
    url = demisto.params()['url']
    told = requests.post(url + '/login', json={'user': 'x', 'password': demisto.params()['apikey']}).json()
    headers = {'Authorization': told['session']['id']}
    since = demisto.getLastRun().get('since', '2023-12-31T00:00:00Z')
    cases = requests.get(url + '/cases', params={'opened_after': since}, headers=headers).json()['cases']
    for case in cases:
        since = max(since, case['opened'])
    demisto.setLastRun({'since': since})
    demisto.incidents([{'name': case['subject'], 'rawJSON': json.dumps(case)} for case in cases])
"""


def test_what_a_login_answers_is_in_no_other_answer(tmp_path: Path) -> None:
    file = tmp_path / "starter.yml"
    assert invoke("init", write(tmp_path, SESSION), "-o", file).exit_code == 0
    api = read_scenario(file).product.api
    assert api is not None
    login, cases = api["routes"]
    assert "id" in login["answer"]["json"]["session"]
    assert cases["answer"] == {"json": {"cases": "@events"}}
    assert "session" not in api["event"]


@pytest.mark.parametrize("code", [DESK, SEARCH, TWO_STEPS], ids=["desk", "search", "two steps"])
def test_plain_integrations_get_their_events(code: str, tmp_path: Path) -> None:
    probe = write(tmp_path, code)
    file = tmp_path / "starter.yml"
    result = invoke("init", probe, "-o", file)
    assert result.exit_code == 0, result.output
    told = json.loads(invoke("run", file, "-o", "json").stdout)
    assert told["summary"]["failed"] == 0
    assert told["vendor"]["delivered"] > 0


def test_a_parameter_that_the_code_demands_is_filled(tmp_path: Path) -> None:
    region = "- {name: cloud_region, display: Cloud region, type: 0}\n"
    code = """\
    import requests
    if not demisto.params().get('cloud_region'):
        raise ValueError('Cloud region must be provided')
    found = requests.get(demisto.params()['url'] + '/alerts').json()['alerts']
    demisto.incidents([{'name': one['id'], 'rawJSON': json.dumps(one)} for one in found])
    """
    probe = write(tmp_path, code, yml=YML.replace("script: {", region + "script: {"))
    file = tmp_path / "starter.yml"
    result = invoke("init", probe, "-o", file)
    assert result.exit_code == 0, result.output
    assert read_scenario(file).params["cloud_region"]


def test_what_fails_still_is_named_with_its_lines(tmp_path: Path) -> None:
    code = """\
    import requests
    names = requests.get(demisto.params()['url'] + '/names').json()
    raise KeyError({'a': 'subject'}['a'])
    """
    file = tmp_path / "starter.yml"
    result = invoke("init", write(tmp_path, code), "-o", file)
    assert result.exit_code == 1, result.output
    lines = file.read_text(encoding="utf-8").splitlines()
    number = next(number for number, line in enumerate(lines, 1) if line.startswith("    fields:"))
    assert "the scenario's event has no 'subject' (Probe.py:" in result.output
    assert f"add it under events.generate.fields, {file}:{number}" in result.output
    # What failed stands above what was found.
    assert result.output.index("has no 'subject'") < result.output.index("GET /names;")
    ran = json.loads(invoke("run", file, "--isolation", "inline", "-o", "json").stdout)
    assert ran["needs"].startswith("the scenario's event has no 'subject' (Probe.py:")
    assert [one["rule"] for one in ran["findings"] if one["severity"] == "error"] == []


def test_a_starter_names_its_schema(probe: Path, tmp_path: Path) -> None:
    file = tmp_path / "starter.yml"
    invoke("init", probe, "-o", file)
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=xfetch.schema.json"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--vendor", "v.py", "--network", "allow"), "--vendor: cannot be combined with --network"),
        (("--from", "a.har", "--vendor", "v.py"), "--from: cannot be combined with --vendor"),
        (("--vendor", "a.har"), "a recording is given with --from"),
    ],
)
def test_one_source_of_answers_is_enough(
    probe: Path, tmp_path: Path, options: tuple[str, ...], message: str
) -> None:
    result = invoke("init", probe, "-o", tmp_path / "starter.yml", *options)
    assert result.exit_code == 2
    assert message in result.stderr

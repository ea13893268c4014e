"""Which answers of the product are found in a pack's tests, without running them."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from xfetch.emulator.starter.evidence.samples import Sample, path_of, samples_of

ALERTS = {"alerts": [{"id": "A1"}]}


def in_test(folder: Path, code: str) -> list[Sample]:
    """The samples that a test's code ties to a request or to a function."""
    (folder / "Acme_test.py").write_text(dedent(code), encoding="utf-8")
    return [one for one in samples_of(folder) if one.path or one.function]


def data(folder: Path, name: str, document: object) -> None:
    (folder / "test_data").mkdir(exist_ok=True)
    (folder / "test_data" / name).write_text(json.dumps(document), encoding="utf-8")


def test_an_answer_stands_in_the_call_that_mocks_the_request(tmp_path: Path) -> None:
    (found,) = in_test(
        tmp_path,
        """
        URL = "https://acme.example.com"
        def test_alerts(requests_mock):
            requests_mock.get(f"{URL}/v1/alerts?limit=5", json={"alerts": [{"id": "A1"}]})
        """,
    )
    assert (found.method, found.path, found.document) == ("GET", "/v1/alerts", ALERTS)
    assert found.source == "Acme_test.py:4"


@pytest.mark.parametrize(
    "loaded",
    [
        "util_load_json('test_data/alerts.json')",
        "json.load(open('./test_data/alerts.json'))",
        "load_test_data('alerts')",
        "util_load_json('test_data/all.json')['alerts']",
        "ALERTS",
        "made()",
        "copy.deepcopy(ALERTS)",
        "json.loads(TEXT)",
    ],
)
def test_an_answer_stands_in_a_file_a_constant_or_a_function(tmp_path: Path, loaded: str) -> None:
    data(tmp_path, "alerts.json", ALERTS)
    data(tmp_path, "all.json", {"alerts": ALERTS, "other": 1})
    (found,) = in_test(
        tmp_path,
        f"""
        TEXT = '{{"alerts": [{{"id": "A1"}}]}}'
        ALERTS = {{"alerts": [{{"id": "A1"}}]}}
        def made():
            return {{"alerts": [{{"id": "A1"}}]}}
        def test_alerts(requests_mock):
            answer = {loaded}
            requests_mock.register_uri("POST", "https://acme.example.com/v1/alerts", json=answer)
        """,
    )
    assert (found.method, found.path, found.document) == ("POST", "/v1/alerts", ALERTS)


def test_the_source_of_a_loaded_answer_is_its_file(tmp_path: Path) -> None:
    data(tmp_path, "alerts.json", ALERTS)
    (found,) = in_test(
        tmp_path,
        """
        def test_alerts(mocker):
            mocker.patch.object(Client, "list_alerts", return_value=load("test_data/alerts.json"))
        """,
    )
    assert (found.function, found.source) == ("list_alerts", "test_data/alerts.json")


def test_what_demisto_returns_is_no_answer_of_the_product(tmp_path: Path) -> None:
    code = """
    def test_alerts(mocker):
        mocker.patch.object(demisto, "params", return_value={"url": "https://acme.example.com"})
        mocker.patch("Acme.demisto.getLastRun", return_value={"last_fetch": 1})
    """
    assert in_test(tmp_path, code) == []


def test_one_answer_a_request_in_a_list_of_side_effects(tmp_path: Path) -> None:
    found = in_test(
        tmp_path,
        """
        def test_alerts(mocker):
            mocker.patch.object(Client, "ask", side_effect=[{"ids": [1]}, {"id": 1}])
        """,
    )
    assert [one.document for one in found] == [{"ids": [1]}, {"id": 1}]


def test_what_stands_in_the_place_of_a_list_of_answers_may_be_anything(tmp_path: Path) -> None:
    found = in_test(
        tmp_path,
        """
        TIMEOUT, NAMED = 60, {"json": {"id": 1}}
        def test_alerts(api):
            api.get("/v1/alerts", TIMEOUT)
            api.get("/v1/alerts", NAMED)
        """,
    )
    assert found == []


def test_nothing_of_a_test_is_executed(tmp_path: Path) -> None:
    code = "raise SystemExit\nopen('written', 'w')\n" + "x = [" * 90
    (tmp_path / "Acme_test.py").write_text(code, encoding="utf-8")
    assert samples_of(tmp_path) == ()


def test_every_file_of_test_data_may_be_an_answer(tmp_path: Path) -> None:
    data(tmp_path, "alerts.json", ALERTS)
    data(tmp_path, "broken.json", ALERTS)
    (tmp_path / "test_data" / "broken.json").write_text("{", encoding="utf-8")
    assert [one.document for one in samples_of(tmp_path)] == [ALERTS, ALERTS["alerts"]]


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("url = URL + '/v1'\n    url = url + '/alerts'", "/v1/alerts"),
        ("url = URL + '/v1/alerts'\n    url = f'{url}?a=1'", "/v1/alerts"),
        ("url = url + '/alerts'", "\0/alerts"),
    ],
)
def test_a_name_may_stand_in_its_own_assignment(tmp_path: Path, code: str, path: str) -> None:
    (found,) = in_test(
        tmp_path,
        f"""
URL = "https://acme.example.com"
def test_alerts(requests_mock):
    {code}
    requests_mock.get(url, json={{"alerts": [{{"id": "A1"}}]}})
""",
    )
    assert found.path == path


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://acme.example.com/v1/alerts?x=1", "/v1/alerts"),
        ("\0/v1/alerts", "\0/v1/alerts"),
        ("/v1/alerts", "/v1/alerts"),
        ("https://acme.example.com", ""),
    ],
)
def test_the_path_of_a_url(url: str, path: str) -> None:
    assert path_of(url) == path

"""What a pack's tests show of an answer: its envelope, its events, their ids and times."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from xfetch.emulator.starter.code_reading.reader import awaited_in
from xfetch.emulator.starter.endpoint import Endpoint
from xfetch.emulator.starter.evidence.evidence import evidence_of
from xfetch.emulator.starter.making.guess import Guess
from xfetch.emulator.starter.making.made import Made, made_of
from xfetch.emulator.starter.skeleton import Styles

CODE = """
class Client(BaseClient):
    def list_alerts(self):
        return self._http_request("GET", "/v1/alerts")

def fetch(client):
    for alert in client.list_alerts().get("alerts", []):
        demisto.incidents([{"name": alert.get("title"), "occurred": alert.get("created"),
                            "severity": {"High": 3}[alert.get("severity")], "rawJSON": json.dumps(alert)}])

fetch(Client())
"""
EVENT = {
    "id": "ACME-4711",
    "title": "Jane Doe lost her laptop",
    "severity": "High",
    "created": "2021-05-03T10:11:12.123Z",
    "owner": {"mail": "jane.doe@corp.test", "id": 30817, "key": "5e170534776710d48a0812f5"},
    "closed": None,
    "score": 7,
}
ANSWER = {"alerts": [EVENT], "total": 12, "took": "3 ms", "requestedBy": "jane.doe@corp.test"}
ALERTS = Endpoint("GET", "/v1/alerts", False, {}, "query.since", "2024-01-01T00:00:00Z")


def shown(folder: Path, document: object, *, code: str = CODE, name: str = "alerts.json") -> Made:
    """What is made of the endpoint by code and test data."""
    (folder / "test_data").mkdir(exist_ok=True)
    (folder / "test_data" / name).write_text(json.dumps(document), encoding="utf-8")
    return made(folder, code)


def made(folder: Path, code: str = CODE, **more: Any) -> Made:
    text = dedent(code)
    awaited = awaited_in(text, "fetch-incidents")
    return made_of([ALERTS], Guess(awaited=awaited, evidence=evidence_of(text, folder), **more))


def answer(found: Made) -> Any:
    return found.routes[0]["answer"]["json"]  # type: ignore[index,call-overload]


def test_the_answer_that_the_code_reads_is_recognised(tmp_path: Path) -> None:
    found = shown(tmp_path, ANSWER, name="a.json")
    assert answer(found) == {
        "alerts": "@events",
        "total": "@total",
        "took": "made up",
        "requestedBy": "user@xfetch.example.com",
    }
    assert found.event["created"] == "@created iso.3"
    assert found.event["id"] == "@id"
    assert found.id == "ACME-{n}"
    assert found.fields["severity"] == "High"
    assert found.fields["score"] == {"choice": [7]}
    assert found.fields["closed"] is None
    ((_, one),) = found.shown.items()
    assert one.source == "test_data/a.json"
    assert one.whole


def test_no_value_of_test_data_that_may_be_personal_is_taken(tmp_path: Path) -> None:
    found = str(shown(tmp_path, ANSWER))
    for value in ("4711", "Jane", "jane", "corp.test", "30817", "5e170534776710d48a0812f5"):
        assert value not in found


def test_the_names_in_a_mapping_stay_different(tmp_path: Path) -> None:
    """The code may keep a position under each name."""
    tenants = {"a": "Jane's", "b": "Joe's", "c": "Jane's"}
    found = answer(shown(tmp_path, {**ANSWER, "tenants": tenants}))
    assert found["tenants"] == {"a": "made up", "b": "made up 2", "c": "made up"}


@pytest.mark.parametrize(
    "document",
    [
        # Other keys than those that the code reads from an event.
        {"alerts": [{"hostname": "a", "ip": "192.0.2.1", "id": 1}]},
        # An empty one shows nothing.
        {"alerts": []},
        {"error": "no"},
        [1, 2],
    ],
)
def test_another_document_shows_nothing(tmp_path: Path, document: object) -> None:
    found = shown(tmp_path, document)
    assert found.shown == {}
    assert answer(found) == {"alerts": "@events"}


def test_a_file_may_hold_the_answers_of_several_tests(tmp_path: Path) -> None:
    assert answer(shown(tmp_path, {"test_list": ANSWER, "n": 1}))["total"] == "@total"


def test_what_a_test_wraps_around_an_answer_is_left_out(tmp_path: Path) -> None:
    """The events stand where the code reads them, below keys that it does not read."""
    found = shown(tmp_path, {"case": {"suffix": "all", "response": ANSWER}})
    assert set(answer(found)) == set(ANSWER)
    assert answer(found)["alerts"] == "@events"


def test_a_list_alone_shows_the_events_and_leaves_the_envelope_to_the_code(tmp_path: Path) -> None:
    found = shown(tmp_path, [EVENT])
    assert answer(found) == {"alerts": "@events"}
    assert found.event["created"] == "@created iso.3"
    ((_, one),) = found.shown.items()
    assert not one.whole


def test_a_test_that_names_the_request_decides(tmp_path: Path) -> None:
    other = {"alerts": [{**EVENT, "created": 1620036672}]}
    test = f"""
    def test(requests_mock):
        requests_mock.get("https://acme.example.com/v1/alerts", json={other!r})
        requests_mock.get("https://acme.example.com/v1/alerts/9/notes", json={ANSWER!r})
    """
    (tmp_path / "Acme_test.py").write_text(dedent(test), encoding="utf-8")
    found = shown(tmp_path, ANSWER)
    assert found.event["created"] == "@created epoch_s"


def test_a_test_that_names_the_function_decides(tmp_path: Path) -> None:
    other = {"alerts": [{**EVENT, "created": 1620036672000}]}
    test = f"""
    def test(mocker):
        mocker.patch.object(Client, "list_alerts", return_value={other!r})
        mocker.patch.object(Client, "list_notes", return_value={ANSWER!r})
    """
    (tmp_path / "Acme_test.py").write_text(dedent(test), encoding="utf-8")
    assert shown(tmp_path, ANSWER).event["created"] == "@created epoch_ms"


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("2021-05-03T10:11:12Z", "iso"),
        ("2021-05-03T10:11:12.123456Z", "iso.6"),
        ("2021-05-03T10:11:12+00:00", "iso +00:00"),
        ("2021-05-03T10:11:12", "iso naive"),
        ("2021-05-03 10:11:12", "%Y-%m-%d %H:%M:%S"),
        (1620036672, "epoch_s"),
        (1620036672123, "epoch_ms"),
        ("1620036672", "epoch_s text"),
        ("Mon, 03 May 2021 10:11:12 GMT", "%a, %d %b %Y %H:%M:%S GMT"),
        ("05/23/2021 10:11:12", "%m/%d/%Y %H:%M:%S"),
    ],
)
def test_the_form_of_a_time(tmp_path: Path, written: object, form: str) -> None:
    found = shown(tmp_path, {"alerts": [{**EVENT, "created": written}]})
    assert found.event["created"] == f"@created {form}"


def test_the_key_above_tells_that_a_value_is_a_time(tmp_path: Path) -> None:
    created = {"display_value": "today", "value": "1620036672000"}
    found = shown(tmp_path, {"alerts": [{**EVENT, "created": created}]})
    assert found.event["created"]["value"] == "@created epoch_ms text"


@pytest.mark.parametrize(
    ("written", "template", "mark"),
    [
        (4711, "{n}", "@id int"),
        ("4711", "{n}", "@id"),
        ("INC-4711", "INC-{n}", "@id"),
        ("ldt:15dbb9d8:99", "ldt:01234567:{n}", "@id"),
        ("75b2dba7ba8d450da481ed6830cc9d9d", "0123456789abcdef0123456789ab{n}", "@id"),
        (
            "0f3b9dc2-6e1c-4f2b-9e2f-6a2d5c3b1a00",
            "01234567-0123-0123-0123-01234567{n}",
            "@id",
        ),
    ],
)
def test_the_form_of_an_id(tmp_path: Path, written: object, template: str, mark: str) -> None:
    found = shown(tmp_path, {"alerts": [{**EVENT, "id": written}]})
    assert (found.id, found.event["id"]) == (template, mark)


def test_a_key_that_the_events_need_is_no_evidence(tmp_path: Path) -> None:
    event = {key: value for key, value in EVENT.items() if key != "id"}
    found = shown(tmp_path, {"alerts": [event]})
    ((_, one),) = found.shown.items()
    assert found.event["id"] == "@id"
    assert one.added == {"id"}


def test_what_the_code_reads_as_a_time_is_one_whatever_its_name(tmp_path: Path) -> None:
    code = CODE.replace(
        "demisto.incidents",
        "datetime.strptime(alert['round'], '%Y-%m-%d %H:%M:%S'); demisto.incidents",
    )
    event = {**EVENT, "round": "2021-05-03 10:11:12", "other": "2021-05-03 10:11:12"}
    found = shown(tmp_path, {"alerts": [event]}, code=code)
    assert found.event["round"] == "@created %Y-%m-%d %H:%M:%S"
    assert found.fields["other"] == "made up"


def test_a_time_that_a_failure_told_is_written_so(tmp_path: Path) -> None:
    (tmp_path / "test_data").mkdir()
    (tmp_path / "test_data" / "alerts.json").write_text(json.dumps(ANSWER), encoding="utf-8")
    found = made(tmp_path, styles=Styles(time="%Y-%m-%d", forced=True))
    assert found.event["created"] == "@created %Y-%m-%d"


def test_a_login_answers_as_a_test_has_it_answer_with_a_token_of_its_own(tmp_path: Path) -> None:
    code = """
    def login():
        return requests.post("https://acme.example.com/auth").json()["data"]["accessKey"]
    login()
    """
    document = {"data": {"accessKey": "x9", "authToken": "eyJ", "user": "jane"}, "expires_in": 99}
    test = f"""
    def test(requests_mock):
        requests_mock.post("https://acme.example.com/auth", json={document!r})
    """
    (tmp_path / "Acme_test.py").write_text(dedent(test), encoding="utf-8")
    text = dedent(code)
    guess = Guess(awaited=awaited_in(text, "fetch-incidents"), evidence=evidence_of(text, tmp_path))
    found = made_of([Endpoint("POST", "/auth", True, {})], guess)
    assert answer(found) == {
        "data": {"accessKey": "made up", "authToken": "@token", "user": "made up"},
        "expires_in": "@expires_in",
    }


def test_an_answer_without_events_is_recognised_by_its_request(tmp_path: Path) -> None:
    test = """
    def test(requests_mock):
        requests_mock.get("https://acme.example.com/v1/alerts", json={"version": 3, "me": "jane"})
    """
    (tmp_path / "Acme_test.py").write_text(dedent(test), encoding="utf-8")
    endpoint = Endpoint("GET", "/v1/alerts", False, {})
    found = made_of([endpoint], Guess(evidence=evidence_of("x = 1", tmp_path)))
    assert answer(found) == {"version": 3, "me": "made up"}


def test_what_the_code_reads_and_a_poor_document_lacks_is_added_as_a_guess(tmp_path: Path) -> None:
    test = """
    def test(requests_mock):
        requests_mock.get("https://acme.example.com/v1/alerts", json={"alerts": [{"id": 7, "title": "x"}]})
    """
    (tmp_path / "Acme_test.py").write_text(dedent(test), encoding="utf-8")
    found = made(tmp_path)
    ((_, one),) = found.shown.items()
    assert found.event["created"] == "@created iso"
    assert "severity" in found.fields
    assert one.added == {"created", "severity"}


def test_what_the_code_reads_beside_the_events_is_added_when_a_fetch_failed(tmp_path: Path) -> None:
    code = CODE.replace(
        "fetch(Client())", "cursor = Client().list_alerts()['meta']['since']\nfetch(Client())"
    )
    answers = shown(tmp_path, {**ANSWER, "meta": {"n": 1}}, code=code)
    assert answer(answers)["meta"] == {"n": 1}
    found = made(tmp_path, code, completed=True)
    assert set(answer(found)["meta"]) == {"n", "since"}
    ((_, one),) = found.shown.items()
    assert not one.whole


def test_a_document_answers_one_request_only(tmp_path: Path) -> None:
    code = """
    def list_alerts():
        return requests.get("https://acme.example.com/v1/alerts").json()["alerts"]

    def list_notes():
        return requests.get("https://acme.example.com/v1/notes").json()["alerts"]

    for alert in list_alerts():
        print(alert["title"], alert["created"])
    for note in list_notes():
        print(note["title"], note["created"], note["text"])
    """
    (tmp_path / "test_data").mkdir()
    (tmp_path / "test_data" / "alerts.json").write_text(json.dumps(ANSWER), encoding="utf-8")
    text = dedent(code)
    guess = Guess(awaited=awaited_in(text, "fetch-incidents"), evidence=evidence_of(text, tmp_path))
    notes = Endpoint("GET", "/v1/notes", False, {}, "query.since", "2024-01-01T00:00:00Z")
    assert list(made_of([notes, ALERTS], guess).shown) == [("GET", "/v1/alerts")]


def test_an_answer_with_a_list_of_events_is_no_event(tmp_path: Path) -> None:
    code = """
    for one in requests.get("https://acme.example.com/v1/ids").json()["ids"]:
        alert = requests.get(f"https://acme.example.com/v1/alerts/{one}").json()
        print(alert["alerts"], alert["total"])
    """
    (tmp_path / "test_data").mkdir()
    (tmp_path / "test_data" / "alerts.json").write_text(json.dumps(ANSWER), encoding="utf-8")
    text = dedent(code)
    guess = Guess(awaited=awaited_in(text, "fetch-incidents"), evidence=evidence_of(text, tmp_path))
    assert made_of([Endpoint("GET", "/v1/alerts/{id}", False, {})], guess).shown == {}


def test_a_path_may_name_another_tenant_than_a_test_does(tmp_path: Path) -> None:
    test = f"""
    def test(requests_mock):
        requests_mock.get("https://acme.example.com/api/v1/tenants/blue/alerts", json={ANSWER!r})
        requests_mock.get("https://acme.example.com/api/v1/tenants/blue/notes", json={{"alerts": [1]}})
    """
    (tmp_path / "Acme_test.py").write_text(dedent(test), encoding="utf-8")
    endpoint = Endpoint("GET", "/api/v1/tenants/xfetch/alerts", False, {}, "query.since", "x")
    guess = Guess(keys=("alerts",), evidence=evidence_of(dedent(CODE), tmp_path))
    assert answer(made_of([endpoint], guess))["alerts"] == "@events"


README = """
### acme-alert-list
***
#### Context Example
```json
{"Acme": {"Alert": [{"id": "ACME-4711", "title": "Jane", "severity": "High", "created": 1620036672}]}}
```
#### Human Readable Output
```
{"Acme": 1}
```
"""


def test_a_readme_shows_the_fields_of_an_event_where_nothing_else_does(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    found = made(tmp_path)
    ((_, one),) = found.shown.items()
    assert (found.event["created"], found.id) == ("@created epoch_s", "ACME-{n}")
    assert (one.source, one.whole) == ("README.md:6", False)
    assert answer(found) == {"alerts": "@events"}
    better = shown(tmp_path, ANSWER)
    ((_, one),) = better.shown.items()
    assert one.source == "test_data/alerts.json"


def test_a_test_shows_the_envelope_that_only_a_library_reads(tmp_path: Path) -> None:
    test = f"""
    def test(requests_mock):
        requests_mock.get("https://acme.example.com/v1/alerts", json={{"page": {{"rows": [{EVENT!r}]}}}})
    """
    (tmp_path / "Acme_test.py").write_text(dedent(test), encoding="utf-8")
    found = made(tmp_path, "import acme\nacme.list(params)")
    assert answer(found) == {"page": {"rows": "@events"}}


def test_an_answer_without_a_list_takes_no_document_with_one(tmp_path: Path) -> None:
    code = """
    url = requests.get("https://acme.example.com/v1/alerts").json()["authEndpoint"]
    for alert in acme.alerts(url):
        print(alert["id"], alert["title"], alert["created"], alert["severity"])
    """
    assert shown(tmp_path, [EVENT], code=code).shown == {}


def test_the_list_that_is_called_as_the_path_holds_the_events(tmp_path: Path) -> None:
    code = """
    answer = requests.get("https://acme.example.com/v1/alerts").json()
    rules = {one["uuid"]: one["name"] + one["text"] + one["level"] for one in answer["rules"]}
    for alert in answer["alerts"]:
        alert.update({"rule": rules[alert["rule_uuid"]]})
        demisto.incidents([{"name": alert["title"], "rawJSON": json.dumps(alert)}])
    """
    alert = {**EVENT, "rule_uuid": "0f3b9dc2-6e1c-4f2b-9e2f-6a2d5c3b1a00"}
    rule = {
        "uuid": alert["rule_uuid"],
        "name": "x",
        "text": "y",
        "level": "z",
        "created": 1620036672,
    }
    found = shown(tmp_path, {"rules": [rule], "alerts": [alert]}, code=code)
    body = answer(found)
    assert body["alerts"] == "@events"
    assert body["rules"][0]["uuid"] == found.fields["rule_uuid"]

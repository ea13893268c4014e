"""From what the code reads to the routes of a scenario."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import datetime, timezone
from textwrap import dedent
from typing import Any

import pytest

from xfetch.emulator.starter.bounds.bound import Bound
from xfetch.emulator.starter.bounds.bounds import bounds_of
from xfetch.emulator.starter.code_reading.reader import awaited_in
from xfetch.emulator.starter.endpoint import Endpoint
from xfetch.emulator.starter.making.guess import ANSWER, EVENT, Guess, Learned
from xfetch.emulator.starter.making.made import _id_as_text, made_of


def made(code: str, *endpoints: Endpoint, **more: Any) -> tuple[list[Any], dict[str, Any]]:
    """The answers of the endpoints and the form of an event, with the fields of the events."""
    guess = Guess(awaited=awaited_in(dedent(code), "fetch-incidents"), **more)
    found = made_of(endpoints, guess)
    answers = [route["answer"]["json"] for route in found.routes]  # type: ignore[index,call-overload]
    return answers, {**found.event, **found.fields}


def test_the_envelope_the_ids_and_the_times_that_the_code_reads() -> None:
    code = """
    answer = requests.get("/search").json()
    if answer["status"] != "OK": raise ValueError
    for hit in answer["hits"]["hits"]:
        demisto.incidents([{"name": hit["_source"]["rule"]["name"], "rawJSON": json.dumps(hit),
                            "occurred": hit["_source"]["@timestamp"], "dbotMirrorId": hit["_id"]}])
    cursor = answer.get("next_page")
    """
    answers, event = made(code, Endpoint("GET", "/search", False, {}))
    assert answers == [{"status": "OK", "hits": {"hits": "@events"}, "next_page": None}]
    assert event["_source"]["@timestamp"] == "@created iso"
    assert event["_source"]["rule"] == {"name": "@title"}
    assert event["_id"] == "@id"
    assert event["**"] == "@fields"


def test_the_events_may_be_the_items_of_a_list_inside_each_object_of_a_list() -> None:
    answers, _ = made(
        """
        for change in requests.get(URL + "/changes").json()["data"]:
            seen = change["snapshot"]
            for rule in change["added"]:
                incidents.append({"name": rule["name"], "occurred": seen, "rawJSON": json.dumps(rule)})
        demisto.incidents(incidents)
        """,
        Endpoint("GET", "/changes", False, {}),
    )
    assert answers == [{"data": [{"snapshot": "@now iso", "added": "@events"}]}]


def test_a_field_that_a_request_names_beside_a_time_shows_that_time_as_it_was_sent() -> None:
    code = """
    for hit in requests.get("/search").json()["hits"]:
        demisto.incidents([{"name": hit["title"], "rawJSON": json.dumps(hit)}])
    """
    sent = "2023-12-31 00:00:00"
    asked = {"query.q": f"ORDERBYopened_at^opened_at>{sent}", "query.since": f"since:{sent}"}
    bounds = bounds_of([(datetime(2024, 1, 1, tzinfo=timezone.utc), asked)])
    blank = (Learned(EVENT, "opened_at", None), Learned(EVENT, "since", None))
    endpoint = Endpoint("GET", "/search", False, asked, bounds=bounds)
    _, event = made(code, endpoint, learned=blank)
    assert event["opened_at"] == "@created %Y-%m-%d %H:%M:%S"
    # The name of a window's end is none of an event's field.
    assert event["since"] is None


def test_ids_first_and_objects_second() -> None:
    code = """
    for one in requests.get("/queries").json()["resources"]:
        found = requests.get(f"/objects/{one}").json()
        demisto.incidents([{"name": found["title"], "rawJSON": json.dumps(found)}])
    """
    answers, event = made(
        code,
        Endpoint("GET", "/queries", False, {}),
        Endpoint("GET", "/objects/{id}", False, {}),
    )
    assert answers == [{"resources": "@ids"}, "@event"]
    assert event["title"] == "{title}"


def test_a_status_that_the_code_wants() -> None:
    code = """
    found = requests.post("/made")
    if found.status_code != 201: raise ValueError
    found.json()["list"][0]["id"]
    """
    guess = Guess(awaited=awaited_in(dedent(code), "fetch-incidents"))
    (route,) = made_of([Endpoint("POST", "/made", False, {})], guess).routes
    assert route["answer"] == {"json": {"list": "@events"}, "status": 201}


@pytest.mark.parametrize(
    ("place", "form", "expected"),
    [
        (EVENT, "{title}", {"subject": "{title}"}),
        (EVENT, {"a": "@title"}, {"subject": {"a": "@title"}}),
        (ANSWER, {"a": "@events"}, {}),
    ],
)
def test_what_was_learned_is_added(place: str, form: Any, expected: Any) -> None:
    code = "for a in requests.get('/a').json()['list']: a['id']"
    learned = (Learned(place, "subject", form),)
    answers, event = made(code, Endpoint("GET", "/a", False, {}), learned=learned)
    assert {key: value for key, value in event.items() if key == "subject"} == expected
    assert ("subject" in answers[0]) is (place == ANSWER)


IDS_CODE = """
ids = requests.get("/queries").json()["resources"]
found = requests.post("/objects", json={"ids": ids}).json()
for one in found["resources"]:
    demisto.incidents([{"name": one["title"], "rawJSON": json.dumps(one)}])
"""


def test_objects_that_are_asked_for_by_a_list_of_ids_are_those_alone() -> None:
    guess = Guess(awaited=awaited_in(dedent(IDS_CODE), "fetch-incidents"))
    endpoints = (
        Endpoint("GET", "/queries", False, {}),
        Endpoint("POST", "/objects", False, {"body.ids[0]": "1001", "body.ids[1]": "1002"}),
    )
    routes = made_of(endpoints, guess).routes
    assert [route["answer"] for route in routes] == [
        {"json": {"resources": "@ids"}},
        {"json": {"resources": "@events"}},
    ]
    assert routes[1]["filter"] == {"id": {"in": "body.ids"}}


def test_one_event_inside_an_envelope_is_the_one_that_was_asked_for() -> None:
    code = """
    for one in requests.get("/list").json()["ids"]:
        found = requests.get("/detail", params={"id": one}).json()["alert"]
        demisto.incidents([{"name": found["title"], "rawJSON": json.dumps(found)}])
    """
    guess = Guess(awaited=awaited_in(dedent(code), "fetch-incidents"))
    endpoints = (
        Endpoint("GET", "/list", False, {}),
        Endpoint("GET", "/detail", False, {"query.id": "1001"}),
    )
    route = made_of(endpoints, guess).routes[1]
    assert (route["one"], route["answer"]) == ("query.id", {"json": {"alert": "@event"}})


def test_a_login_whose_answer_is_taken_as_it_is_answers_the_token() -> None:
    code = "HEADERS = {'Authorization': requests.post('/logon', data={'password': 'x'}).json()}"
    guess = Guess(awaited=awaited_in(code, "fetch-incidents"))
    (route,) = made_of([Endpoint("POST", "/logon", True, {})], guess).routes
    assert route["answer"] == {"json": "@token"}


def test_a_login_of_a_library_gets_a_token_whatever_the_code_reads_at_that_line() -> None:
    code = """
    for message in requests.post("/v1/pull").json()["receivedMessages"]:
        demisto.incidents([{"name": message["text"], "rawJSON": json.dumps(message)}])
    """
    login = Endpoint("POST", "/v1/pull", True, {})
    (told,), _ = made(code, login)
    assert told["access_token"] == "@token"


def test_a_login_sets_the_cookie_that_the_code_takes_for_its_session() -> None:
    guess = Guess(cookies=("ACME_SESSION",))
    found = made_of(
        [Endpoint("POST", "/login", True, {}), Endpoint("GET", "/alerts", False, {})], guess
    )
    login, alerts = (route["answer"] for route in found.routes)
    assert login["headers"] == {"Set-Cookie": "ACME_SESSION=xfetch-guessed-token; Path=/"}  # type: ignore[index,call-overload]
    assert "headers" not in alerts  # type: ignore[operator]
    several = made_of([Endpoint("POST", "/login", True, {})], Guess(cookies=("SID", "CSRF")))
    assert several.routes[0]["answer"]["headers"] == {  # type: ignore[index,call-overload]
        "Set-Cookie": ["SID=xfetch-guessed-token; Path=/", "CSRF=xfetch-guessed-token; Path=/"]
    }


def test_an_oauth_grant_is_answered_as_oauth_says_though_a_library_reads_it() -> None:
    code = "found = requests.post('/oauth/token')"
    grant = Endpoint("POST", "/oauth/token", True, {"form.grant_type": "client_credentials"})
    (told,), _ = made(code, grant)
    assert told["access_token"] == "@token"
    (told,), _ = made(code, Endpoint("POST", "/oauth/token", True, {}))
    assert told == "@token"


def test_an_id_with_letters_is_written_as_a_text() -> None:
    assert _id_as_text({"key": ["@id int", {"id": "@id int"}]}) == {"key": ["@id", {"id": "@id"}]}


def test_a_missing_key_is_also_added_where_an_event_holds_its_fields() -> None:
    code = """
    for hit in requests.get("/search").json()["hits"]:
        flat = flatten(hit["_source"])
        demisto.incidents([{"rawJSON": json.dumps(hit), "name": hit["_source"]["title"]}])
    """
    learned = (Learned(EVENT, "acme.level", 10),)
    _, event = made(code, Endpoint("GET", "/search", False, {}), learned=learned)
    assert event["_source"]["acme.level"] == 10


def test_a_token_has_the_claims_that_the_code_reads() -> None:
    endpoint = Endpoint("POST", "/token", True, {"form.grant_type": "client_credentials"})
    found = made_of([endpoint], Guess(jwt=True, claims=("tid",)))
    answered: Any = found.routes[0]["answer"]
    _, claims, signature = answered["json"]["access_token"].split(".")
    assert json.loads(urlsafe_b64decode(claims + "=="))["tid"] == "xfetch"
    assert signature == "xfetch-guessed-token"


def test_a_login_of_a_library_is_answered_with_an_object() -> None:
    code = """
    from acme import Client
    client = Client("https://a.example")
    for one in client.login(): pass
    """
    awaited = awaited_in(dedent(code), "fetch-incidents")
    guess = Guess(awaited=awaited)
    found = made_of([Endpoint("POST", "/login", True, {}, line=4)], guess)
    answered: Any = found.routes[0]["answer"]
    assert answered["json"]["access_token"] == "@token"


def test_a_link_that_the_code_follows_names_its_event() -> None:
    code = """
    for one in requests.get("/contents").json():
        for found in requests.get(one["contentUri"]).json():
            demisto.incidents([{"name": found["title"], "rawJSON": json.dumps(found)}])
    """
    _, event = made(
        code,
        Endpoint("GET", "/contents", False, {}),
        Endpoint("GET", "/linked/{id}", False, {}, line=3),
    )
    assert event["contentUri"] == "https://xfetch.example.com/linked/{{ id }}"
    guess = Guess(awaited=awaited_in(dedent(code), "fetch-incidents"))
    (route,) = made_of([Endpoint("GET", "/linked/{id}", False, {}, line=3)], guess).routes
    assert route["filter"] == {"id": {"in": "path.id"}}
    assert route["answer"] == {"json": "@events"}


def test_a_list_of_code_that_saves_no_position_shows_each_event_once() -> None:
    code = """
    for one in requests.get("/alerts").json():
        demisto.incidents([{"name": one["title"], "rawJSON": json.dumps(one)}])
    """
    endpoint = Endpoint("GET", "/alerts", False, {})
    guess = Guess(awaited=awaited_in(dedent(code), "fetch-incidents"), queue=True)
    (route,) = made_of([endpoint], guess).routes
    assert route["filter"] == {"handled": {"exists": False}}
    assert route["write"] == {"set": {"handled": True}}
    since = replace(
        endpoint, asked={"query.since": "x"}, bounds=(Bound("created", "ge", "query.since"),)
    )
    (route,) = made_of([since], guess).routes
    assert "write" not in route


def test_the_object_that_an_incident_keeps_has_the_id() -> None:
    code = """
    for one in requests.get("/notes").json()["notes"]:
        alert = one["alert"]
        found.append({"name": one["action"], "occurred": alert["updated"], "rawJSON": json.dumps(alert)})
    """
    _, event = made(code, Endpoint("GET", "/notes", False, {}))
    assert event["alert"] == {"id": "@id", "updated": "@created iso"}
    assert "id" not in event


def test_the_number_of_pages_is_no_number_of_events() -> None:
    code = """
    answer = requests.get("/list").json()
    last = answer["totalPages"] - 1
    for one in answer["items"]: demisto.incidents([{"rawJSON": json.dumps(one), "name": one["title"]}])
    """
    answers, _ = made(code, Endpoint("GET", "/list", False, {}))
    assert answers == [{"totalPages": "@pages", "items": "@events"}]


def test_the_object_with_the_events_id_in_an_answer_about_one_event_is_that_event() -> None:
    code = """
    for one in requests.get("/alerts").json()["alerts"]:
        more = requests.post("/details", json={"id": one["alert_id"]}).json()["reply"]
        whole = more["alert"]
        demisto.incidents([{"name": whole["alert_id"], "rawJSON": json.dumps(whole)}])
        for note in more["notes"]: note["text"]
    """
    details = Endpoint("POST", "/details", False, {"body.id": "1001"})
    answers, event = made(code, Endpoint("GET", "/alerts", False, {}), details)
    assert event["alert_id"] == "@id"
    assert answers[1]["reply"]["alert"] == "@event"


def test_a_session_that_ends_shows_no_events() -> None:
    found = made_of([Endpoint("DELETE", "/session", False, {})], Guess(("id",)))
    assert found.routes == ({"delete": "/session", "answer": {"json": {}}},)


CONTAINED = """
accounts = requests.get("/accounts").json()["accounts"]
for account in accounts:
    found = requests.get(f"/accounts/{account['id']}/alerts", params={"since": since, "size": 5})
    for one in found.json()["alerts"]:
        demisto.incidents([{"name": one["title"], "rawJSON": json.dumps(one)}])
"""


@pytest.mark.parametrize("paged", [True, False])
def test_the_events_inside_something_are_asked_for_by_time_and_not_by_its_id(paged: bool) -> None:
    guess = Guess(awaited=awaited_in(dedent(CONTAINED), "fetch-incidents"))
    asked = {"query.size": 5} if paged else {}
    endpoints = (
        Endpoint("GET", "/accounts", False, {}),
        Endpoint("GET", "/accounts/{id}/alerts", False, asked, line=4),
    )
    route = made_of(endpoints, guess).routes[1]
    assert (route.get("page"), route.get("one")) == (
        ({"limit": "query.size"}, None) if paged else (None, "path.id")
    )
    assert route["answer"] == {"json": {"alerts": "@events"} if paged else "@event"}


def test_the_id_of_a_severity_is_not_that_of_the_event() -> None:
    code = """
    for one in requests.get("/a").json()["list"]:
        LEVELS.get(one["severityId"]), one["caseId"]
    """
    _, event = made(code, Endpoint("GET", "/a", False, {}))
    assert (event["caseId"], event["severityId"]) == ("@id", "1")


def test_a_filter_that_lets_nothing_through_is_left_out_and_the_pages_stay() -> None:
    bound = Bound("created", "ge", "query.from")
    endpoint = Endpoint("GET", "/a", False, {"query.limit": 5, "query.offset": 0}, bounds=(bound,))
    code = "for a in requests.get('/a').json()['list']: a['id']"
    guess = Guess(awaited=awaited_in(code, "fetch-incidents"), filtered=False)
    (route,) = made_of([endpoint], guess).routes
    assert route["page"] == {"limit": "query.limit", "offset": "query.offset"}
    assert "filter" not in route
    assert "page" not in made_of([endpoint], replace(guess, paged=False)).routes[0]


def test_a_request_whose_answer_the_code_does_not_read_shows_no_events() -> None:
    code = """
    for a in requests.get("/a").json(): a["id"]
    requests.post("/a/logout", data="{}")
    """
    guess = Guess(awaited=awaited_in(dedent(code), "fetch-incidents"))
    endpoints = (
        Endpoint("GET", "/a", False, {}, line=2),
        Endpoint("POST", "/a/logout", False, {}, line=3),
    )
    answers = [route["answer"] for route in made_of(endpoints, guess).routes]
    assert answers == [{"json": "@events"}, {"json": {}}]


def test_a_cursor_for_which_the_code_takes_an_empty_text() -> None:
    code = """
    answer = requests.get("/a").json()
    answer.get("next", ""), answer.get("note", "")
    for a in answer["list"]: a["id"]
    """
    answers, _ = made(code, Endpoint("GET", "/a", False, {}))
    assert answers == [{"next": "", "note": "xfetch", "list": "@events"}]

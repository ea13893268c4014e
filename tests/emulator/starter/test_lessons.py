"""What each kind of failure teaches, without running anything."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from xfetch.emulator.starter.lessons import Cause, better
from xfetch.emulator.starter.making.guess import ANSWER, EVENT, Guess
from xfetch.emulator.starter.skeleton import Styles


def learned(code: str, kind: str, message: str, line: int = 1) -> dict[str, dict[str, Any]] | None:
    found = better(Guess(), Cause(kind, message, line), ast.parse(code))
    if found is None:
        return None
    return {
        place: {one.key: one.form for one in found.learned if one.place == place}
        for place in (EVENT, ANSWER)
    }


def test_a_missing_key_is_added_to_the_event_and_to_the_answer() -> None:
    assert learned("x = alert['subject']", "KeyError", "'subject'") == {
        EVENT: {"subject": "{title}"},
        ANSWER: {"subject": "xfetch"},
    }


def test_what_the_code_reads_below_a_missing_key_is_added_too() -> None:
    found = learned("x = hit['_source']['user']['name']", "KeyError", "'_source'")
    assert found is not None
    assert set(found[EVENT]["_source"]) == {"user"}


def test_a_key_that_likely_is_the_list_holds_the_events() -> None:
    found = learned("for a in answer['results']: pass", "KeyError", "'results'")
    assert found is not None
    assert found[ANSWER] == {"results": "@events"}


@pytest.mark.parametrize("base", ["params", "demisto.params()", "last_run", "self._headers"])
def test_a_key_of_the_integration_itself_teaches_nothing(base: str) -> None:
    assert learned(f"x = {base}['subject']", "KeyError", "'subject'") is None


def test_a_value_that_is_none_gets_what_is_read_from_it() -> None:
    none = "'NoneType' object has no attribute 'get'"
    found = learned("x = alert.get('user').get('name')", "AttributeError", none)
    assert found is not None
    assert set(found[EVENT]["user"]) == {"name"}
    found = learned("user = alert.get('who')\nx = user.get('name')", "AttributeError", none, 2)
    assert found is not None
    assert set(found[EVENT]["who"]) == {"name"}


@pytest.mark.parametrize(
    ("kind", "message", "form"),
    [
        ("ValueError", "time data '2024-01-01T00:00:00Z' does not match format '%d/%m/%Y'", "%d/%m/%Y"),
        ("ValueError", "unconverted data remains: Z", "iso naive"),
        ("ValueError", "Invalid isoformat string: '2024-01-01T00:00:00Z'", "iso naive"),
        ("TypeError", "unsupported operand type(s) for /: 'str' and 'int'", "epoch_s"),
        ("TypeError", "an integer is required (got type str)", "epoch_s"),
        ("ValueError", "year 55970 is out of range", "epoch_s"),
        ("TypeError", "can't subtract offset-naive and offset-aware datetimes", "iso naive"),
    ],
)  # fmt: skip
def test_a_time_is_written_as_the_code_reads_it(kind: str, message: str, form: str) -> None:
    found = better(Guess(), Cause(kind, message, 1), ast.parse("x"))
    assert found is not None
    assert found.styles == Styles(form, forced=True)


def test_other_failures_teach_nothing() -> None:
    assert better(Guess(), Cause("DemistoException", "Unauthorized", 1), ast.parse("x")) is None


def test_a_list_whose_first_item_is_read_gets_one() -> None:
    code = "x = alert['hosts'][0]['name']"
    found = learned(code, "IndexError", "list index out of range")
    assert found is not None
    assert found[EVENT] == {"hosts": [{"name": "@title"}]}


def test_a_number_that_is_read_as_a_text_becomes_one() -> None:
    message = "'int' object has no attribute 'capitalize'"
    found = learned("x = alert['level'].capitalize()", "AttributeError", message)
    assert found is not None
    assert found[EVENT] == {"level": "{title}"}


def test_what_a_route_cannot_read_is_no_filter() -> None:
    message = """400 {"error": "query.since of the request: '24h' is not an ISO 8601 time"}"""
    found = better(Guess(), Cause("DemistoException", message, 1), ast.parse("x = 1"))
    assert found == Guess(filtered=False)


def test_a_key_that_is_read_from_a_list_is_where_the_list_stands() -> None:
    wanted = Cause("TypeError", "list indices must be integers or slices, not str", 1)
    found = better(Guess(), wanted, ast.parse("if page['messages']: pass"))
    assert found is not None
    assert found.envelope.key == "messages"
    # It is tried once, and never for the integration's own data.
    assert better(found, wanted, ast.parse("if page['messages']: pass")) is None
    assert better(Guess(), wanted, ast.parse("x = params['messages']")) is None


@pytest.mark.parametrize("key", ["createdAt", "firstSeen", "last_seen"])
def test_a_time_that_is_compared_with_a_number_is_one(key: str) -> None:
    kind, message = "TypeError", "'>' not supported between instances of 'str' and 'int'"
    tree = ast.parse(f"found = alert['{key}'] > last")
    found = better(Guess(), Cause(kind, message, 1), tree)
    assert found is not None
    assert found.styles == Styles(time="epoch_ms", forced=True)


@pytest.mark.parametrize(
    "message",
    ["Invalid JWT", "not enough values to unpack (expected 3, got 1)", "Incorrect padding"],
)
def test_a_token_that_is_taken_apart_has_the_form_of_a_jwt(message: str) -> None:
    found = better(Guess(), Cause("ValueError", message, 1), ast.parse("x = 1"))
    assert found is not None
    assert found.jwt


def test_a_value_that_is_looked_up_is_no_missing_key() -> None:
    assert learned("x = WORDS[alert['status']]", "KeyError", "'Disabled logging'") is None


def test_a_session_that_was_not_found_is_a_cookie_that_the_code_names() -> None:
    code = "cookies = answer.get('cookies')\ntoken = cookies.get('ACME_CSRF_TOKEN')"
    found = better(Guess(), Cause("ValueError", "Could not get token", 2), ast.parse(code))
    assert found is not None
    assert found.cookies == ("ACME_CSRF_TOKEN",)
    assert better(found, Cause("ValueError", "Could not get token", 2), ast.parse(code)) is None
    plain = ast.parse("token = answer.get('ACME_CSRF_TOKEN')")
    assert better(Guess(), Cause("ValueError", "Could not get token", 1), plain) is None


def test_a_key_that_the_code_renames_by_a_table_is_added_under_its_own_name() -> None:
    code = "TABLE = {'Display ID': 'DisplayID'}\nx = ticket['DisplayID']"
    found = learned(code, "KeyError", "'DisplayID'", 2)
    assert found is not None
    assert set(found[EVENT]) == {"DisplayID", "Display ID"}


def test_a_key_that_a_library_shows_with_a_capital_is_sent_with_a_small_letter() -> None:
    tree = ast.parse("x = answer['DetectorIds']")
    first = better(Guess(), Cause("KeyError", "'DetectorIds'", 1), tree)
    assert first is not None
    second = better(first, Cause("KeyError", "'DetectorIds'", 1), tree)
    assert second is not None
    assert {one.key for one in second.learned} == {"DetectorIds", "detectorIds"}


def test_a_key_that_no_answer_holds_is_a_claim_of_the_token() -> None:
    tree = ast.parse("tenant = claims['tid']")
    guess = Guess(jwt=True)
    once = better(guess, Cause("KeyError", "'tid'", 1), tree)
    assert once is not None
    assert once.claims == ()
    twice = better(once, Cause("KeyError", "'tid'", 1), tree)
    assert twice is not None
    assert twice.claims == ("tid",)


def test_a_variable_that_is_compared_with_a_number_is_a_number_of_its_key() -> None:
    code = "level = words(alert.get('severity'))\ndef words(severity):\n    return severity > 65"
    message = "'>' not supported between instances of 'str' and 'int'"
    found = learned(code, "TypeError", message, 3)
    assert found is not None
    assert found[EVENT] == {"severity": 10}

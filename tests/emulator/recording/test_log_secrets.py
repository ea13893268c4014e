"""No secret passes: by name, by form, in any nesting; and what is none stays."""

from __future__ import annotations

import json

import pytest

from xfetch.emulator.masking.mask import MASK
from xfetch.emulator.record.entries import Json
from xfetch.emulator.recording.debug_log import parse_debug_log
from xfetch.emulator.recording.log_secrets import (
    is_secret_name,
    path_without_secrets,
    without_secrets,
)

SECRET = "S3cret-778899"
WRAPPED: tuple[Json, ...] = (
    {"password": SECRET},
    {"passphrase": SECRET},
    {"userPwd": SECRET},
    {"login": {"pass": SECRET}},
    {"auth": {"user": "a", "value": SECRET}},
    {"tokens": ["a", [SECRET]]},
    {"headers": [{"name": "X-Api-Key", "value": SECRET}]},
    {"grant_type": "authorization_code", "code": SECRET},
    json.dumps({"token": SECRET}),
    {"a": json.dumps({"b": json.dumps({"c": [{"otp": SECRET}]})})},
    f'mutation {{ login(user: \\"a\\", password: \\"{SECRET}\\") {{ id }} }}',
    f"X-Api-Key: {SECRET}\nAccept: a/b",
    f"Endpoint=x;AccountKey={SECRET};",
    f"say: Bearer {SECRET}",
    f"https://user:{SECRET}@h.example/x",
    f"https://{SECRET}@h.example/x",
    f"https://h.example/x?page=1&api_key={SECRET}",
    f"next=https%3A%2F%2Fh.example%2F%3Ftoken%3D{SECRET}",
    f"-----BEGIN PRIVATE KEY----- {SECRET} -----END PRIVATE KEY-----",
    f"eyJhbGciOiJIUzI1NiJ9.{SECRET}.x",
)


@pytest.mark.parametrize("value", WRAPPED, ids=str)
def test_a_secret_in_any_nesting(value: Json) -> None:
    kept = without_secrets({"q": value, "from": "2024-03-03T10:15:01Z"})
    assert SECRET not in json.dumps(kept)
    assert MASK in json.dumps(kept)
    assert isinstance(kept, dict)
    assert kept["from"] == "2024-03-03T10:15:01Z"


@pytest.mark.parametrize("number", [998877, 12.5, [77665544]])
@pytest.mark.parametrize("name", ["pin", "token", "password", "apiKey"])
def test_a_number_under_the_name_of_a_secret(name: str, number: Json) -> None:
    kept = without_secrets({name: number, "limit": 998877})
    assert kept in ({name: MASK, "limit": 998877}, {name: [MASK], "limit": 998877})


@pytest.mark.parametrize(
    "value",
    [
        'status:open AND owner:"O\'Neill"',
        'created >= "2024-03-03T10:15:01Z"',
        '{"query": {"range": {"@timestamp": {"gte": "now-1d"}}}}',
        "https://api.heron.example:8443/v1?since=5",
        "keywords: a,b",
        "[alerts, incidents]",
        "100%",
        5,
        True,
        None,
    ],
)
def test_what_is_no_secret_stays(value: Json) -> None:
    assert without_secrets(value, "query") == value


def test_a_switch_under_such_a_name_stays() -> None:
    given: Json = {"use_token": True, "token": None, "password": ""}
    assert without_secrets(given) == given


@pytest.mark.parametrize(
    "name", ["author", "passed", "compass", "pinned", "keywords", "insecure", "max_fetch", "side"]
)
def test_a_name_that_only_looks_like_one(name: str) -> None:
    assert not is_secret_name(name)


def test_paths() -> None:
    assert path_without_secrets("/v1/token/PT-112233/alerts") == f"/v1/token/{MASK}/alerts"
    assert path_without_secrets("/bot123456:AAH-112233/get") == f"/bot{MASK}/get"
    for path in ("/oauth2/token", "/api/token/refresh", "/v2/keys/v1/alerts", "/alerts/PT-112233"):
        assert path_without_secrets(path) == path


def test_names_are_reported_with_their_secrets() -> None:
    found: list[str] = []
    without_secrets({"token": "a1", "q": "api_key=b2", "pin": 3, "n": 4}, found=found.append)
    assert found == ["a1", "b2", "3"]


def test_a_log_passes_none_of_them() -> None:
    params = {
        f"p{at}": one if isinstance(one, str) else json.dumps(one) for at, one in enumerate(WRAPPED)
    }
    params |= {"passcode": SECRET, "headers": SECRET, "url": "https://h.example"}
    lines = [f"2024-03-05 10:15:01.0001 #### Params: {json.dumps(params)}."]
    for value in WRAPPED:
        body = json.dumps({"q": value, "limit": 5}).encode()
        lines.append(r"send: b'POST /x HTTP/1.1\r\nHost: h.example\r\n\r\n'")
        lines.append(f"send: {body!r}")
    log = parse_debug_log("\n".join(lines))
    # "headers" is no secret's name: the value is one because it stands elsewhere with such a name.
    assert log.params == {"url": "https://h.example"}
    assert len(log.requests) == len(WRAPPED)
    assert SECRET not in repr(log)

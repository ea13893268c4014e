"""Credentials: static ones, and those that a login gives out for a while on the simulated clock."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.emulator.product.declared.worlds import Client, client, json
from xfetch.emulator.product.declared.api import parse_api
from xfetch.emulator.settings.section import SectionError


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    ("auth", "good", "bad"),
    [
        ("{header: X-Key, equals: k}", {"x-key": "k"}, {"X-Key": "K"}),
        ("{header: X-Key}", {"X-Key": "anything"}, {"X-Key": ""}),
        ("{header: Authorization, scheme: Token, equals: k}", {"Authorization": "token k"}, bearer("k")),
        ("{bearer: true, equals: 5}", bearer("5"), basic("5", "")),
        ("{basic: true}", basic("u", "p"), basic("", "")),
        ("{basic: {user: u, password: p}}", basic("u", "p"), basic("u", "q")),
        ("{basic: {user: u, password: ''}}", basic("u", ""), basic("u", "q")),
        ("{cookie: sid, equals: s}", {"Cookie": "a=b; sid=s"}, {"Cookie": "sid=t"}),
        ("[{header: X-Key, equals: k}, {bearer: true}]", bearer("t"), {"X-Key": "no"}),
    ],
)  # fmt: skip
def test_static_credentials(auth: str, good: dict[str, str], bad: dict[str, str]) -> None:
    asked = client(f"auth: {auth}\nroutes: [{{get: /a}}, {{get: /free, auth: none}}]")
    assert asked.ask("GET", "/a", headers=good).status == 200
    assert asked.ask("GET", "/a", headers=bad).status == 401
    assert asked.ask("GET", "/a").status == 401
    assert asked.ask("GET", "/free").status == 200


def test_a_key_in_the_query_or_the_body() -> None:
    asked = client("""
    routes:
    - {get: /a, auth: {query: key, equals: k}}
    - {post: /a, auth: {body: auth.key, equals: k}}
    - {post: /f, auth: {form: key, equals: k}}
    """)
    assert asked.ask("GET", "/a?key=k").status == 200
    assert asked.ask("GET", "/a?key=no").status == 401
    assert asked.ask("POST", "/a", {"auth": {"key": "k"}}).status == 200
    assert asked.ask("POST", "/f", "key=k").status == 200
    assert asked.ask("POST", "/f", "key=").status == 401


def test_the_refusal_is_the_products_and_repeats_no_secret() -> None:
    asked = client("""
    auth: {header: X-Key, equals: s3cret}
    errors:
      refused: {status: 403, json: {code: E1, why: "@error"}, headers: {WWW-Authenticate: Key}}
    routes: [{get: /a}]
    """)
    got = asked.ask("GET", "/a", headers={"X-Key": "wr0ng"})
    assert got.status == 403
    assert got.headers["WWW-Authenticate"] == "Key"
    assert json(got) == {"code": "E1", "why": "the credential in header.X-Key is wrong"}


OAUTH = """
auth: {bearer: true, issued: true}
errors: {expired: {status: 403, json: {error: expired_token}}}
routes:
- post: /oauth2/token
  when: {form.grant_type: client_credentials}
  login:
    expect: {form.client_id: {present: true}, form.client_secret: s3cret}
    lifetime: 30m
    refresh_lifetime: 2h
  answer: {json: {access_token: "@token", expires_in: "@expires_in", refresh_token: "@refresh_token",
                  expires: "@expires epoch_s"}}
- post: /oauth2/token
  when: {form.grant_type: refresh_token}
  login: {refresh: form.refresh_token, lifetime: 30m, rotate: true}
  answer: {json: {access_token: "@token", refresh_token: "@refresh_token"}}
- get: /a
"""
LOGIN = "grant_type=client_credentials&client_id=x&client_secret=s3cret"


def status(asked: Client, token: str) -> int:
    return asked.ask("GET", "/a", headers=bearer(token)).status


def test_client_credentials_give_a_token_that_expires() -> None:
    asked = client(OAUTH, second=0)
    got = asked.post("/oauth2/token", LOGIN)
    assert got["expires_in"] == 1800
    assert got["expires"] == 1704067200 + 1800
    assert status(asked, got["access_token"]) == 200
    assert status(asked, "other") == 401
    asked.second = 1799
    assert status(asked, got["access_token"]) == 200
    asked.second = 1800
    assert status(asked, got["access_token"]) == 403


def test_a_wrong_client_gets_no_token() -> None:
    asked = client(OAUTH)
    got = asked.ask("POST", "/oauth2/token", LOGIN.replace("s3cret", "guess"))
    assert got.status == 401
    assert b"guess" not in got.body


def test_a_refresh_token_gives_another_and_is_good_once() -> None:
    asked = client(OAUTH, second=0)
    first = asked.post("/oauth2/token", LOGIN)
    asked.second = 3600
    form = f"grant_type=refresh_token&refresh_token={first['refresh_token']}"
    second = asked.post("/oauth2/token", form)
    assert status(asked, second["access_token"]) == 200
    assert status(asked, first["access_token"]) == 403
    assert asked.ask("POST", "/oauth2/token", form).status == 401
    assert second["refresh_token"] != first["refresh_token"]
    # A refresh token is no access token.
    assert status(asked, second["refresh_token"]) == 401


def test_a_refresh_token_expires_too() -> None:
    asked = client(OAUTH, second=0)
    first = asked.post("/oauth2/token", LOGIN)
    asked.second = 7200
    form = f"grant_type=refresh_token&refresh_token={first['refresh_token']}"
    assert asked.ask("POST", "/oauth2/token", form).status == 403


@pytest.mark.parametrize(
    ("answer", "token_of", "auth", "head"),
    [
        ("{text: '@token'}", lambda got: got.body.decode(), "{header: X-T, issued: true}", "X-T"),
        ("{headers: {X-Out: '@token'}}", lambda got: got.headers["X-Out"],
         "{header: X-T, issued: true}", "X-T"),
        ("{headers: {Set-Cookie: 'sid={{ token }}; Path=/'}}",
         lambda got: got.headers["Set-Cookie"].partition(";")[0], "{cookie: sid, issued: true}",
         "Cookie"),
    ],
)  # fmt: skip
def test_a_token_comes_as_text_header_or_session_cookie(
    answer: str, token_of: Any, auth: str, head: str
) -> None:
    asked = client(f"""
    auth: {auth}
    routes: [{{post: /login, login: {{lifetime: 10m}}, answer: {answer}}}, {{get: /a}}]
    """)
    token = token_of(asked.ask("POST", "/login"))
    assert asked.ask("GET", "/a", headers={head: token}).status == 200
    assert asked.ask("GET", "/a").status == 401
    asked.second += 600
    assert asked.ask("GET", "/a", headers={head: token}).status == 401


def test_a_fault_may_expire_what_was_given_out() -> None:
    asked = client(OAUTH, second=0)
    token = asked.post("/oauth2/token", LOGIN)["access_token"]
    asked.vendor.expire_tokens()
    assert status(asked, token) == 403


def test_a_login_may_end_the_earlier_ones() -> None:
    asked = client("""
    auth: {bearer: true, issued: true}
    routes: [{post: /login, login: {single: true}}, {get: /a}]
    """)
    first = asked.post("/login")["access_token"]
    second = asked.post("/login")["access_token"]
    assert (status(asked, first), status(asked, second)) == (401, 200)


def test_a_login_behind_basic() -> None:
    asked = client("""
    auth: {bearer: true, issued: true}
    routes: [{post: /token, auth: {basic: {user: u, password: p}}, login: {}}, {get: /a}]
    """)
    assert asked.ask("POST", "/token").status == 401
    token = json(asked.ask("POST", "/token", headers=basic("u", "p")))["access_token"]
    assert status(asked, token) == 200


@pytest.mark.parametrize(
    ("auth", "named"),
    [
        ("key", "must be a mapping"),
        ({"header": "X", "query": "k"}, "one place"),
        ({"equals": "k"}, "one place"),
        ({"header": "X", "issued": True, "equals": "k"}, "either is issued"),
        ({"bearer": "abc"}, "must be true"),
        ({"basic": {"user": "u"}}, "password: is missing; write '' for an empty one"),
        ({"basic": {"user": "u", "pass": "p"}}, "did you mean 'password'"),
    ],
)
def test_mistakes_are_named(auth: Any, named: str) -> None:
    with pytest.raises(SectionError, match=named):
        parse_api({"auth": auth, "routes": [{"get": "/a"}]})

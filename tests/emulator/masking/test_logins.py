"""Plausible requests: which of them log in, and which log out."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from xfetch.emulator.masking.logins import is_login, is_login_path, is_logout
from xfetch.emulator.record.entries import Exchange

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)


def exchange(request: str, body: str = "") -> Exchange:
    method, url = request.split(" ", 1)
    return Exchange(0, AT, method, f"https://auth.example.com{url}", request_body=body)


LOGINS = (
    ("POST /oauth2/token", "grant_type=client_credentials"),
    ("POST /tenant/oauth2/v2.0/token", ""),
    ("POST /identity/connect/token", ""),
    ("POST /api/login", '{"user": "u", "password": "p"}'),
    ("POST /login.php", ""),
    ("GET /services/auth/login", ""),
    ("POST /PasswordVault/API/auth/Cyberark/Logon", ""),
    ("POST /api/v1/signin", ""),
    ("POST /api/v1/authn", ""),
    ("GET /aaa/authenticate", ""),
    ("GET /api/v2/getAccessToken.json", ""),
    ("GET /auth/v1/refresh", ""),
    ("POST /api/sessions", ""),
    ("GET /rest/session", ""),
    ("GET /api/?type=keygen&user=u&password=p", ""),
    ("POST /jsonrpc", '{"method": "exec", "params": [{"url": "sys/login/user"}]}'),
    ("POST /api_jsonrpc.php", '{"method": "user.login", "params": {}}'),
    ("POST /nonsense", '{"username": "u", "password": "p"}'),
    ("POST /nonsense", "client_id=1&client_secret=2"),
    ("POST /soap", "<s:Body><login><user>u</user></login></s:Body>"),
)
LOGOUTS = (
    "POST /api/logout",
    "GET /auth/sign-out",
    "POST /oauth2/revoke",
    "POST /session/LogOff",
    "POST /api/v1/auth/logout",
    "DELETE /api/sessions/7",
)
OTHERS = (
    ("GET /api/alerts", ""),
    ("GET /admin/v1/logs/authentication", ""),
    ("GET /auditLogs/signIns", ""),
    ("GET /api/events/login?since=1", ""),
    ("GET /api/login-history?from=1", ""),
    ("POST /api/loginFailures", '{"from": 1}'),
    ("GET /api/authentication-attempts", ""),
    ("GET /api/token-usage", ""),
    ("GET /api/session-hijacks?since=1", ""),
    ("GET /api/sessions?from=1", ""),
    ("GET /api/v1/tokens", ""),
    ("GET /me/sessions/123/messages", ""),
    ("GET /oauth2/api/devices?since=1", ""),
    ("POST /auth/api/incidents/search", '{"from": 1}'),
    ("POST /api/getEvents", '{"user": "u", "password": "p"}'),
    ("POST /api.asp", '{"cmd": "cases", "user": "u", "password": "p", "since": 1}'),
    ("POST /api/alerts/search", '{"query": "grant_type in (1, 2)"}'),
    ("GET /author/7", ""),
    ("GET /auth/users", ""),
    ("POST /rest/noauth/read_object", '{"id": 1}'),
    ("GET /blog/outputs", ""),
)


@pytest.mark.parametrize(("request_", "body"), LOGINS)
def test_a_request_that_logs_in(request_: str, body: str) -> None:
    assert is_login(exchange(request_, body))
    assert not is_logout(exchange(request_, body))


@pytest.mark.parametrize(("request_", "body"), OTHERS)
def test_a_request_that_does_not(request_: str, body: str) -> None:
    assert not is_login(exchange(request_, body))
    assert not is_logout(exchange(request_, body))


@pytest.mark.parametrize("request_", LOGOUTS)
def test_a_logout_is_no_login(request_: str) -> None:
    assert is_logout(exchange(request_, "token=1&client_secret=2"))
    assert not is_login(exchange(request_, "token=1&client_secret=2"))


@pytest.mark.parametrize(("request_", "body"), [*LOGINS, *OTHERS])
def test_the_path_alone_never_says_more_than_the_request(request_: str, body: str) -> None:
    asked = exchange(request_, body)
    path = asked.url.partition("?")[0].partition("example.com/")[2]
    assert is_login(asked) or not is_login_path(asked.method, path)

"""What a login leaves in the integration context, and what is the state of a fetch."""

from __future__ import annotations

from typing import Any

import pytest

from xfetch.emulator.record.context_keys import may_hold_state, state_keys

LOGINS: list[dict[str, Any]] = [
    {},
    {"access_token": "t", "expires_in": "3600", "time": "1"},
    {"device_code": "d", "user_code": "u", "verification_uri": "https://v"},
    {"deviceCode": "d", "codeVerifier": "c"},
    {"auth_state": "s", "oauth_nonce": "n", "csrf": "c"},
    {"current_refresh_token": "r", "valid_until": "1", "tenant_id": "t"},
    {"graph": {"access_token": "t", "valid_until": "1"}},
    {"session_id": "s", "session_time": "1"},
]
STATES: list[dict[str, Any]] = [
    {"last_fetch": "1"},
    {"cursor": "c", "access_token": "t"},
    {"seen_ids": ["1"], "device_code": "d"},
    {"events": {"access_token": "t", "offset": 5}},
]
# A name that may be a login's or a position's.
OPEN: list[dict[str, Any]] = [{"next_token": "n"}, {"delta_token": "d"}, {"last_session_id": "7"}]


@pytest.mark.parametrize("context", LOGINS, ids=str)
def test_what_a_login_leaves_is_no_state(context: dict[str, Any]) -> None:
    assert state_keys(context) == []
    assert not may_hold_state(context)


@pytest.mark.parametrize("context", STATES, ids=str)
def test_state_beside_a_login_is_state(context: dict[str, Any]) -> None:
    assert state_keys(context) == [next(iter(context))]
    assert may_hold_state(context)


@pytest.mark.parametrize("context", OPEN, ids=str)
def test_what_a_name_leaves_open_accuses_nobody(context: dict[str, Any]) -> None:
    assert state_keys(context) == []
    assert may_hold_state(context)


def test_a_context_that_is_no_object_may_hold_anything() -> None:
    assert may_hold_state("1704067200")
    assert not may_hold_state(None)

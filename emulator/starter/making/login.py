"""The route of a login: its answer has the tokens and cookies that the code expects."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping

from ...record.entries import CheckedJson, Json
from ..code_reading.matching import answer_for
from ..endpoint import Endpoint
from ..named_values import JWT_PLACEHOLDER, PLACEHOLDER
from ..skeleton import Skeleton
from .event import merged
from .guess import ANSWER, Guess

_EVENTS = ("@events", "@event", "@ids")
_CREDENTIAL = re.compile(r"\w*(token|key|secret|session|ticket)\w*", re.I)
_CLAIMS: Mapping[str, Json] = {"exp": 4102444800, "iat": 1704067200, "sub": "xfetch"}


def login_route(
    known: Mapping[str, CheckedJson], endpoint: Endpoint, skeleton: Skeleton | None, guess: Guess
) -> Mapping[str, Json]:
    """Return the route of a login: ``known``, with an answer that has the form which the code expects, and
    the cookies that it names.
    """
    made = _answered(known, endpoint, skeleton, guess)
    if not guess.cookies:
        return made
    answered: CheckedJson = made["answer"]
    set_cookies: list[Json] = [f"{name}={PLACEHOLDER}; Path=/" for name in guess.cookies]
    cookie = {"Set-Cookie": set_cookies if len(set_cookies) > 1 else set_cookies[0]}
    headers = {**answered.get("headers", {}), **cookie}
    return {**made, "answer": {**answered, "headers": headers}}


def _answered(
    known: Mapping[str, CheckedJson], endpoint: Endpoint, skeleton: Skeleton | None, guess: Guess
) -> Mapping[str, Json]:
    token = _jwt(guess.claims) if guess.jwt else "@token"
    usual = {**known, "answer": _with_token(_with_learned(known["answer"], guess), token)}
    if skeleton is None:
        return {**usual, "answer": {"json": token}} if _is_plain(endpoint, guess) else usual
    told = _with_tokens(skeleton.body, token)
    if isinstance(told, list) or any(mark in str(told) for mark in _EVENTS):
        # A library logs in at this line of the code, and the line reads the events.
        return usual
    answered_to = answer_for(endpoint.path, guess.awaited, endpoint.line)
    by_library = answered_to is not None and answered_to.client
    if by_library and isinstance(told, dict) and "token" not in str(told) and not skeleton.around:
        # A library logs in at this line of the code, and reads what the code does not.
        return usual
    answer: dict[str, Json] = {"text": told} if isinstance(told, str) else {"json": told}
    return {**usual, "answer": {**answer, **skeleton.around}}


def _with_learned(answer: CheckedJson, guess: Guess) -> CheckedJson:
    """Return the answer to a login with the keys that failures have shown to be missing.

    A list in it holds no events, but what the code may read as the credentials of a session.
    """
    issued: Json = [{key: "@token" for key in guess.keys if _CREDENTIAL.fullmatch(key)}]
    extra: dict[str, CheckedJson] = {
        one.key: issued if one.form == "@events" else one.form
        for one in guess.learned
        if one.place == ANSWER and (one.form == "@events" or not isinstance(one.form, str))
    }
    return {**answer, "json": merged(extra, answer["json"])} if extra else answer


def _with_token(value: CheckedJson, token: str) -> CheckedJson:
    """Return an answer with ``token`` in place of each token."""
    if isinstance(value, dict):
        return {key: _with_token(inner, token) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_token(inner, token) for inner in value]
    return token if value == "@token" else value


def _jwt(claims: Iterable[str] = ()) -> str:
    """Return a JWT that expires late. It is not signed: its third part is a placeholder.

    ``claims`` are the names that the code reads from it.
    """
    head: Mapping[str, Json] = {"alg": "none"}
    parts = (head, {**_CLAIMS, **dict.fromkeys(claims, "xfetch")})
    written = (json.dumps(part, separators=(",", ":")).encode() for part in parts)
    coded = (urlsafe_b64encode(part).decode().rstrip("=") for part in written)
    return f"{'.'.join(coded)}.{PLACEHOLDER}"


def _is_plain(endpoint: Endpoint, guess: Guess) -> bool:
    """Whether the whole answer to a login is the token, because the code reads nothing inside the answer. It
    is not with OAuth: a standard says what the answer to a grant holds, and a library may read it.
    """
    if any(ref.endswith("grant_type") for ref in endpoint.asked):
        return False
    answer = answer_for(endpoint.path, guess.awaited, endpoint.line)
    return answer is not None and not (answer.is_read or answer.attributes or answer.client)


def _with_tokens(body: CheckedJson, token: str) -> CheckedJson:
    """Return the answer to a login with ``token`` in place of its made-up tokens."""
    if isinstance(body, dict):
        return {key: _with_tokens(value, token) for key, value in body.items()}
    if body == JWT_PLACEHOLDER:
        return _jwt()
    if body in (PLACEHOLDER, "xfetch"):
        return token
    return "@expires_in" if body == 3600 else body

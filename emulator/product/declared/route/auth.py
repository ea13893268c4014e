"""The key ``auth:`` of an API or a route: the credentials that a request needs."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from ....settings.section import Path, Section, SectionError, kind_of
from ..reading.refusal import Refusal
from ..shape.reference import Asked, Reference, parse_reference
from ..store.issued import Tokens

_PLACES = ("header", "query", "cookie", "body", "form", "basic", "bearer")
_KEYS = (*_PLACES, "scheme", "equals", "issued")
_AUTHORIZATION = Reference("header.Authorization", "header", "Authorization")


@dataclass(frozen=True)
class Credential:
    """A credential that a request may carry, at the place ``reference``.

    A good value is the text ``equals``, or (``issued``) a token of a login, or without both any value.
    ``scheme`` is the word before it, such as Bearer; ``basic`` tells that the value is base64 of
    ``user:password``.
    """

    reference: Reference
    scheme: str = ""
    equals: str | None = None
    issued: bool = False
    basic: bool = False

    def standing(self, asked: Asked, tokens: Tokens, now_us: int) -> str:
        """Return whether the credential in the request is ``good``, ``expired``, ``unknown``, or
        ``absent``.
        """
        value = self.reference.one(asked)
        text = "" if value is None else str(value)
        if self.scheme:
            scheme, _, text = text.partition(" ")
            if scheme.lower() != self.scheme.lower():
                return "absent"
        if self.basic:
            text = _decoded(text)
        if not text.strip():
            return "absent"
        if self.issued:
            return tokens.standing(text.strip(), "access", now_us)
        return "good" if self.equals is None or text == self.equals else "unknown"


@dataclass(frozen=True)
class Auth:
    """The credentials of an API or route.

    A request needs one of them; without any, every request is allowed.
    """

    credentials: tuple[Credential, ...] = ()

    def check(self, asked: Asked, tokens: Tokens, now_us: int) -> None:
        """Raise Refusal (refused or expired) if the request carries none of the credentials in a good
        state.
        """
        standings = []
        for own in self.credentials:
            standings.append(own.standing(asked, tokens, now_us))
            if standings[-1] == "good":
                return
        if "expired" in standings:
            raise Refusal("expired", "the request's credential has expired")
        if standings:
            place = self.credentials[0].reference.text
            wrong = "wrong" if "unknown" in standings else "not given"
            raise Refusal("refused", f"the credential in {place} is {wrong}")


EVERYBODY = Auth()


def parse_auth(value: object, path: Path) -> Auth:
    """Parse the key ``auth:`` of an API or a route: one credential, a list, or ``none``.

    Raises SectionError.
    """
    if value is None or value == "none":
        return EVERYBODY
    if isinstance(value, list):
        return Auth(tuple(_credential(item, (*path, n)) for n, item in enumerate(value)))
    if isinstance(value, str):
        raise SectionError(
            path, f"auth must be a mapping like {{header: X-Key}}, or none, not {kind_of(value)}"
        )
    return Auth((_credential(value, path),))


def _credential(value: object, path: Path) -> Credential:
    section = Section(value, path, _KEYS)
    places = [place for place in _PLACES if place in section]
    if len(places) != 1:
        raise SectionError(path, f"a credential has one place in the request: {', '.join(_PLACES)}")
    (place,) = places
    equals = section.text("equals") if "equals" in section else None
    issued = section.flag("issued")
    if issued and equals is not None:
        raise section.wrong("equals", "a credential either is issued or equals a text, not both")
    if place == "basic":
        return Credential(_AUTHORIZATION, "Basic", _basic_pair(section), basic=True)
    if place == "bearer":
        if section.raw("bearer") is not True:
            raise section.wrong("bearer", "bearer must be true; write the expected token in equals")
        return Credential(_AUTHORIZATION, "Bearer", equals, issued)
    reference = parse_reference(f"{place}.{section.text(place)}", section.at(place))
    return Credential(reference, section.text("scheme"), equals, issued)


def _basic_pair(section: Section) -> str | None:
    """Return the ``user:password`` that a request must send; None for ``basic: true``, which accepts any
    pair.

    Raises SectionError without a user or a password: whether that means an empty one or any one is not clear.
    """
    if section.raw("basic") is True:
        return None
    own = Section(section.raw("basic"), section.at("basic"), ("user", "password"))
    for key in ("user", "password"):
        if key not in own:
            raise own.wrong(
                key, "is missing; write '' for an empty one, or basic: true for any pair"
            )
    return f"{own.text('user')}:{own.text('password')}"


def _decoded(text: str) -> str:
    try:
        pair = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    # A client whose user name and password are both empty sends a colon alone.
    return "" if pair == ":" else pair

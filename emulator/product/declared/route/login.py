"""A route's key ``login:``: the route checks credentials and issues tokens."""

from __future__ import annotations

from dataclasses import dataclass

from ....settings.section import Path, Section
from ..reading.plain import part
from ..reading.refusal import Refusal
from ..shape.reference import Asked, Reference, parse_reference
from ..store.issued import Tokens
from .when import Test, parse_tests

_KEYS = ("expect", "lifetime", "refresh", "refresh_lifetime", "rotate", "single")


@dataclass(frozen=True)
class Issued:
    """The tokens that one login issued. ``expires_us`` is that of the access token; None means never."""

    token: str
    refresh_token: str
    expires_us: int | None


@dataclass(frozen=True)
class Login:
    """Which requests a login route accepts, and how long the tokens that it issues are valid.

    ``expect`` are the tests that a request must pass. ``refresh`` is the place of a refresh token in the
    request, which must then be valid. With ``rotate`` a refresh token can be used only once. With ``single``
    a login expires all earlier access tokens.
    """

    expect: tuple[Test, ...] = ()
    lifetime_us: int | None = None
    refresh: Reference | None = None
    refresh_lifetime_us: int | None = None
    rotate: bool = False
    single: bool = False

    def issue(self, asked: Asked, tokens: Tokens, now_us: int) -> Issued:
        """Issue new tokens for a login request.

        Raises Refusal (refused or expired) for invalid credentials.
        """
        wrong = next((why for test in self.expect if (why := test.why_not(asked))), None)
        if wrong is not None:
            raise Refusal("refused", wrong)
        kept = None
        if self.refresh is not None:
            kept = str(self.refresh.one(asked) or "")
            standing = tokens.standing(kept, "refresh", now_us)
            if standing != "good":
                kind = "expired" if standing == "expired" else "refused"
                raise Refusal(kind, f"the refresh token in {self.refresh.text} is {standing}")
        if self.rotate and kept is not None:
            tokens.end(kept)
            kept = None
        if self.single:
            tokens.end_access()
        token = tokens.issue("access", self.lifetime_us, now_us)
        again = kept or tokens.issue("refresh", self.refresh_lifetime_us, now_us)
        expires_us = None if self.lifetime_us is None else now_us + self.lifetime_us
        return Issued(token, again, expires_us)


def parse_login(value: object, path: Path) -> Login:
    """Parse a route's key ``login:``. Raises SectionError."""
    section = Section({} if value is True else value, path, _KEYS)
    return Login(
        part(section, "expect", parse_tests) or (),
        section.span_us("lifetime"),
        part(section, "refresh", parse_reference),
        section.span_us("refresh_lifetime"),
        section.flag("rotate"),
        section.flag("single"),
    )

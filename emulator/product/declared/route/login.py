"""The ``login:`` of a route: it gives out a token to who brings the right thing."""

from __future__ import annotations

from dataclasses import dataclass

from ....settings.section import Path, Section
from ..reading.refusal import Refusal
from ..shape.reference import Asked, Reference, parse_reference
from ..store.tokens import Tokens
from .when import Test, parse_tests

_KEYS = ("expect", "lifetime", "refresh", "refresh_lifetime", "rotate", "single")


@dataclass(frozen=True)
class Issued:
    """``expires_us`` None means never."""

    token: str
    refresh_token: str
    expires_us: int | None


@dataclass(frozen=True)
class Login:
    """``refresh`` is where an earlier refresh token stands; then that is what is checked.

    ``rotate`` makes a refresh token good for one use. ``single`` ends earlier access tokens.
    """

    expect: tuple[Test, ...] = ()
    lifetime_us: int | None = None
    refresh: Reference | None = None
    refresh_lifetime_us: int | None = None
    rotate: bool = False
    single: bool = False

    def issue(self, asked: Asked, tokens: Tokens, now_us: int) -> Issued:
        """A new token. Raises Refusal for who brings the wrong thing."""
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
            tokens.end_all("access")
        token = tokens.issue("access", self.lifetime_us, now_us)
        again = kept or tokens.issue("refresh", self.refresh_lifetime_us, now_us)
        expires_us = None if self.lifetime_us is None else now_us + self.lifetime_us
        return Issued(token, again, expires_us)


def parse_login(value: object, path: Path) -> Login | None:
    """Raises SectionError."""
    if value is None:
        return None
    section = Section({} if value is True else value, path, _KEYS)
    refresh = section.raw("refresh")
    return Login(
        parse_tests(section.raw("expect"), section.at("expect")),
        section.span_us("lifetime"),
        None if refresh is None else parse_reference(refresh, section.at("refresh")),
        section.span_us("refresh_lifetime"),
        section.flag("rotate"),
        section.flag("single"),
    )

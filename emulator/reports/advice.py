"""Advice for the user where nothing answered a request, or the code failed before it sent one."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from urllib.parse import urlsplit

from ..judging.outcome import Outcome
from ..judging.rules.incidents import FETCH_INCIDENTS
from ..judging.value_words import counted
from ..masking.logins import is_login_path
from ..record.entries import Attempt
from .styled import Span, StyledLine, line, wrapped


def answers(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """The first request that nothing answered, the reasons, and the options that would answer it."""
    attempt = outcome.dossier.attempts[0]
    place = outcome.dossier.integration.place(attempt.line) if attempt.line else ""
    asked = f"not answered: {attempt.target}"
    yield from wrapped(asked, width, "  ", "error", first="", place=place)
    for reason in attempt.tried:
        yield from wrapped(f"tried {reason}", width, "    ", "dim", first="  ")
    more = len(outcome.dossier.attempts) - 1
    if more:
        yield line(Span(f"  and {counted(more, 'more attempt')} in that cycle", "dim"))
    yield from (line(*pieces) for pieces in _ways(outcome, attempt))


def missing_secrets(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Say that optional secrets without a value may be why the code failed before its first request."""
    names = ", ".join(outcome.dossier.setting.unset_secrets)
    text = f"it failed before it asked for anything; optional secrets are unset: {names}"
    yield from wrapped(text, width, "  ", "warning", first="")
    first = outcome.dossier.setting.unset_secrets[0]
    yield line(Span("  --fill secrets", "strong"), "       gives each a placeholder")
    yield line(Span(f"  --param {first}=…", "strong"), "  gives one its value")


def no_parameters(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Say that missing parameters may be why code without a yml failed before its first request."""
    text = "no yml beside it declares parameters, and it failed before it asked for anything"
    yield from wrapped(text, width, "  ", "warning", first="")
    yield line(Span("  --param url=https://…", "strong"), "  gives one its value")


def _ways(outcome: Outcome, attempt: Attempt) -> Iterator[tuple[str | Span, ...]]:
    yield ("ways to answer:",)
    if attempt.kind == "http":
        yield (Span(f"  {init_command(outcome)}", "strong"),)
        yield ("      a scenario to begin with: a product that filters, guessed from the code",)
        yield (Span(f"  --reply '{example(attempt)}'", "strong"),)
        yield ("      a file of answers: the pack's test_data, or your own",)
        yield (Span("  --vendor FILE.py", "strong"), "    a class Vendor with handle(request, now)")
    else:
        yield ("  it is not HTTP, or its library brings TLS of its own: no vendor answers that",)
        yield (Span("  --module NAME=FILE", "strong"), "  a file of yours in place of that library")
    yield (Span("  --network allow", "strong"), "     the real product, in real time")


def after_replies(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Where ``--reply`` answered: say that later cycles prove little, and name the next command."""
    if outcome.dossier.facts.canned:
        what = "a reply cannot filter, so later cycles prove little. Next: "
        yield from wrapped(what + init_command(outcome), width, "  ", "", first="")


def init_command(outcome: Outcome) -> str:
    """The command that writes a scenario for this integration."""
    facts = outcome.dossier.integration
    other = "" if facts.command == FETCH_INCIDENTS else f" --command {facts.command}"
    return f"xfetch init {quote(facts.location or facts.path)}{other}"


def example(attempt: Attempt) -> str:
    """A ``--reply`` that would answer the request."""
    method, _, url = attempt.target.partition(" ")
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2] or "*"
    if is_login_path(method, parts.path):
        return f'{method} /{last}={{"access_token": "t", "expires_in": 3600}}'
    return f"{method} /{last}=@{'answer' if last == '*' else last}.json"

"""Advice for the user if nothing answered a request, or the code failed before it sent one."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from urllib.parse import urlsplit

from ...judging.outcome import Outcome
from ...judging.rules.incidents import FETCH_INCIDENTS
from ...judging.value_words import counted
from ...masking.logins import is_login_path
from ...record.entries import WEBSOCKET, Attempt
from .styled import Span, StyledLine, line, wrapped


def answers(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Yield the lines about the first request that nothing answered: what does not fit it, and which
    options would answer it.
    """
    attempt = outcome.dossier.attempts[0]
    method, _, url = attempt.target.partition(" ")
    asked = f"{method} {urlsplit(url).path or '/'}" if attempt.kind == "http" else attempt.target
    what = f"no answer is configured for {asked} (the network is blocked)"
    if attempt.kind == WEBSOCKET:
        what = f"the code opens a {attempt.target}, and xfetch answers HTTP alone"
    yield from wrapped(what, width, "  ", "error", first="")
    if attempt.kind == "http":
        # On a line of its own, never wrapped, so that it can be copied.
        yield line(f"     {attempt.target}")
    if attempt.line:
        yield line(Span(f"  {outcome.dossier.integration.place(attempt.line)}", "dim"))
    for reason in attempt.tried:
        answer, _, why = reason.partition(": ")
        yield from wrapped(f"{answer} does not fit: {why}", width, "    ", "dim", first="  ")
    more = len(outcome.dossier.attempts) - 1
    if more:
        yield line(
            Span(f"  and {counted(more, 'more request')} without an answer in that cycle", "dim")
        )
    yield from _ways(outcome, attempt, width)


def missing_secrets(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Yield the advice for code that failed before its first request while optional secrets have no value:
    they may be the reason.
    """
    names = ", ".join(outcome.dossier.setting.unset_secrets)
    text = f"it failed before its first request; these optional secrets have no value: {names}"
    yield from wrapped(text, width, "  ", "warning", first="")
    first = outcome.dossier.setting.unset_secrets[0]
    yield line(Span("  --fill secrets", "strong"), "       gives each a placeholder")
    yield line(Span(f"  --param {first}=…", "strong"), "  gives one its value")


def no_parameters(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Yield the advice for code without a yml that failed before its first request: missing parameters may
    be the reason.
    """
    text = "it failed before its first request; no yml beside it declares its parameters"
    yield from wrapped(text, width, "  ", "warning", first="")
    yield line(Span("  --param url=https://…", "strong"), "  gives one its value")


def _ways(outcome: Outcome, attempt: Attempt, width: int) -> Iterator[StyledLine]:
    yield line("ways to answer:")
    if attempt.kind == "http":
        ways = {
            init_command(outcome): "a scenario: a simulated product, guessed from the code",
            f"--reply {quote(example(attempt))}": "this one answer, from a file",
            "--vendor FILE.py": "a class Vendor with handle(request, now)",
        }
    elif library := socket_library(attempt):
        ways = {f"--module {library}=FILE": f"a file of yours in place of {library}"}
    else:
        yield line(
            "  it is not HTTP, or its library brings TLS of its own: no vendor can answer that"
        )
        ways = {"--module NAME=FILE": "a file of yours in place of that library"}
    ways["--network allow"] = "the real product, in real time"
    column = max(len(way) for way in ways if way.startswith("--"))
    for way, what in ways.items():
        if 2 + max(len(way), column) + 3 + len(what) <= width:
            yield line(Span(f"  {way:<{column}}", "strong"), f"   {what}")
        else:
            yield line(Span(f"  {way}", "strong"))
            yield from wrapped(what, width, " " * 6)


def socket_library(attempt: Attempt) -> str:
    """Return the module by which the code opens a WebSocket; empty if it does so itself, or opens none."""
    name = attempt.target.rpartition(" (")[2].removesuffix(")")
    return name if attempt.kind == WEBSOCKET and name.isidentifier() else ""


def init_command(outcome: Outcome) -> str:
    """Return the command that writes a scenario for this integration.

    If the path of the integration is not known, as in a report that is written into a file, the command
    contains the word TARGET instead.
    """
    facts = outcome.dossier.integration
    other = "" if facts.command == FETCH_INCIDENTS else f" --command {facts.command}"
    return f"xfetch init {quote(facts.location or facts.outside or 'TARGET')}{other}"


def example(attempt: Attempt) -> str:
    """Return the value of a ``--reply`` option that would answer the request."""
    method, _, url = attempt.target.partition(" ")
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2] or "*"
    if is_login_path(method, parts.path):
        return f'{method} /{last}={{"access_token": "t", "expires_in": 3600}}'
    return f"{method} /{last}=@{'answer' if last == '*' else last}.json"

"""Say what a new scenario lacks: a key, the code line that reads it, the scenario's line to edit."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence

from ..emulate import Prepared
from ..judging.finding import ERROR
from ..judging.outcome import Outcome
from ..record.entries import Log
from ..record.fetch_run import COMPLETE, Failure, FetchRun
from .code_reading.failed_line import is_own, keys_read
from .lessons import Cause, missing_key

_PARAMETERS = re.compile(r"param|arg|config|cred", re.I)
_FIELDS, _ROUTES = "events.generate.fields", "api.routes"


def lacking_words(
    failure: Failure | None,
    asked: int,
    code: str,
    file: str,
    scenario: str,
    lines: Sequence[str],
    who: str = "each cycle",
    logged: Log | None = None,
) -> str:
    """Say in one sentence why the made-up events gave no incident, and where to edit the scenario.

    ``failure`` is the failure of the last failed cycle, None if no cycle failed. ``asked`` is the number of
    requests. ``file`` is the name of the integration's file, and ``code`` is its text. ``scenario`` is the
    name of the scenario file, and ``lines`` are its lines. ``who`` says in words which cycles failed.
    ``logged`` is the first error that the code logged: where no cycle failed, it may have caught the reason.
    """
    answers = f"correct the answers under {_ROUTES}, {scenario}:{_line(lines, 'routes')}"
    if failure is None:
        if not asked:
            return (
                "the integration asked for nothing and created nothing: the scenario has no events"
            )
        return f"no incident was created from the made-up events{_logged_words(logged)}; {answers}"
    cause = Cause.of(failure, file)
    place = failure.first_line
    at = f" ({place})" if place is not None else ""
    why = f"{cause.kind}: {cause.message}".strip(": ").splitlines()
    told = why[0][:160] if why else "no message"
    tree = ast.parse(code)
    if not asked:
        source = code.splitlines()[cause.line - 1] if cause.line else ""
        ask = "; give the parameters with --param" if _PARAMETERS.search(source) else ""
        return f"{who} failed before its first request: {told}{at}{ask}"
    key = missing_key(cause)
    # A key that the code does not hold is a value of the event that it looked up somewhere.
    named = f"'{key}'" in code or f'"{key}"' in code
    if key and named and not is_own(key, cause.line, tree):
        return (
            f"the scenario's event has no '{key}' ({place} reads it); add it under {_FIELDS},"
            f" {scenario}:{_line(lines, 'fields')}"
        )
    for name in keys_read(cause.line, tree):
        if line := _line_of(lines, name):
            return (
                f"the made-up value of '{name}' does not fit ({place} reads it): {told};"
                f" correct it in {scenario}:{line}"
            )
    return f"{who} failed on the made-up answers: {told}{at}; {answers}"


def first_error(runs: Iterable[FetchRun]) -> Log | None:
    """Return the first error that the code logged in these fetches; None without one."""
    return next((log for run in runs for log in run.record.logs if log.level == "error"), None)


def _logged_words(log: Log | None) -> str:
    if log is None:
        return ""
    at = f" at {log.line}" if log.line is not None else ""
    return f': the code logged{at} "{" ".join(log.message.split())[:160]}"'


def _line_of(lines: Sequence[str], key: str) -> int:
    """Return the first line of the scenario that gives an event or an answer this key, from 1; 0 if none
    does.
    """
    given = re.compile(rf"""[\s{{,]["']?{re.escape(key)}["']?:\s""")
    begin = _line(lines, "fields") if any("fields:" in line for line in lines) else 1
    for number, line in enumerate(lines, 1):
        if line.startswith("guesses:"):
            break
        if number >= begin and not line.lstrip().startswith("#") and given.search(f" {line}"):
            return number
    return 0


def _line(lines: Sequence[str], section: str) -> int:
    """Return the line of a section's first key, counted from 1; 1 if there is no such section."""
    found = (number for number, line in enumerate(lines, 1) if re.match(rf"\s+{section}:", line))
    return next(found, 1)


def lacking_in(outcome: Outcome, prepared: Prepared, scenario: str) -> str:
    """Say what the guessed product of a run lacks and where to edit ``scenario``; empty if it lacks nothing.

    It is also empty if the run has a finding of severity error, which the user must see first.
    """
    made_up, facts = outcome.judgement.made_up, outcome.dossier.facts
    stumbled = made_up.nothing or made_up.key or made_up.unmatched or made_up.unfiltered
    if not facts.made_up or not stumbled or outcome.stop != COMPLETE or outcome.worst() == ERROR:
        return ""
    file = prepared.request.scenario_file
    lines = file.read_text(encoding="utf-8").splitlines() if file is not None else ()
    if made_up.unmatched:
        line = _line(lines, "event")
        return (
            "no incident has the id of a made-up event, so duplicates and missed events cannot be told:"
            f" put @id where the code takes the id from, under api.event, {scenario}:{line}"
        )
    if made_up.unfiltered and not made_up.key:
        line = next((one for one, text in enumerate(lines, 1) if "filter: {}" in text), 1)
        return (
            "the made-up product shows the same events to every request, since it is unknown what the request"
            f" asks for, so duplicates and missed events cannot be told: state it in {scenario}:{line}"
        )
    failed = [run.failure for run in outcome.runs if run.failed and run.failure is not None]
    words = lacking_words(
        failed[-1] if failed else None,
        outcome.judgement.tally.exchanges,
        prepared.integration.text,
        prepared.integration.file,
        scenario,
        lines,
        logged=first_error(outcome.runs),
    )
    return prepared.mask.text(words)

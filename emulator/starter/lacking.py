"""Says what a starter lacks: the key, the line of code that reads it, the line of the scenario to edit."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from ..record.fetch_run import Failure
from .lessons import Cause, is_own, missing_key

_FIELDS, _ROUTES = "events.generate.fields", "api.routes"


def lacking_words(
    failure: Failure | None, asked: int, code: str, file: str, scenario: str, lines: Sequence[str]
) -> str:
    """Say in one sentence why no incident came of the made-up events, and where to edit the scenario.

    ``failure`` is that of the last failed cycle, None if no cycle failed; ``asked`` counts the requests.
    ``code`` is the text of ``file``, ``lines`` are those of the file ``scenario``.
    """
    answers = f"correct the answers under {_ROUTES}, {scenario}:{_line(lines, 'routes')}"
    if failure is None:
        if not asked:
            return (
                "the integration asked for nothing and created nothing: the scenario has no events"
            )
        return f"no incident was created from the made-up events: {answers}"
    cause = Cause.of(failure, file)
    place = failure.first_line
    at = f" ({place})" if place is not None else ""
    why = f"{cause.kind}: {cause.message}".strip(": ").splitlines()
    told = why[0][:160] if why else "no message"
    if not asked:
        return f"each cycle failed before its first request: {told}{at}: give the parameters with --param"
    key = missing_key(cause)
    if key and not is_own(key, cause, ast.parse(code)):
        return (
            f"the scenario's event has no '{key}' ({place} reads it): add it under {_FIELDS},"
            f" {scenario}:{_line(lines, 'fields')}"
        )
    return f"each cycle failed on the made-up answers: {told}{at}: {answers}"


def _line(lines: Sequence[str], section: str) -> int:
    """Return the line of a section's first key, counted from 1; 1 if there is no such section."""
    found = (number for number, line in enumerate(lines, 1) if re.match(rf"\s+{section}:", line))
    return next(found, 1)

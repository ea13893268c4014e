"""Writes a draft of a scenario as YAML text, with a comment at every guess."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..integration.parameter import CREDENTIALS, ENCRYPTED, Parameter
from ..integration.parameters.parameters import Parameters
from ..record.entries import CheckedJson, Json
from ..settings.settings import FETCH_INCIDENTS, RunSettings
from ..settings.units import format_duration
from .endpoint import Endpoint

_GUESS = "# guess"
_PLAIN = re.compile(r"@?[A-Za-z][\w./-]*( [A-Za-z][\w.-]*)?|-?[a-z]+")
_WORDS = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n"])


@dataclass(frozen=True)
class Draft:
    """The parts of a scenario before it is written as YAML.

    ``found`` says in one line what the draft is based on. ``routes`` are paired with their endpoints.
    ``beside`` is the text of a separate file with the events, empty if the scenario holds them. ``notes`` are
    comments for a route, by method and path.
    """

    found: str
    scenario: RunSettings
    events: Json
    event: Mapping[str, Json]
    routes: tuple[tuple[Mapping[str, Json], Endpoint], ...]
    cycles: int | None = None
    beside: str = ""
    fill: str = "required"
    notes: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


def starter_lines(
    integration: str,
    code: str,
    parameters: tuple[tuple[Parameter, ...], Parameters],
    draft: Draft,
) -> Iterator[str]:
    """Yield the lines of the scenario's YAML.

    ``integration`` is the path from the scenario's folder to the integration, ``code`` the name of its file.
    """
    yield f"# A starter scenario. What is marked {_GUESS} was guessed from {code} and"
    yield "# from what it asked; hold it against the product's documentation."
    yield f"# When it was written: {draft.found}"
    yield f"integration: {flow(integration)}"
    yield from _params(*parameters)
    if draft.fill != "required":
        yield f"fill: {draft.fill}  {_GUESS}: the code demands a parameter that the yml calls optional"
    yield f"start: {flow(draft.scenario.start.isoformat().replace('+00:00', 'Z'))}"
    yield f"interval: {format_duration(draft.scenario.interval_s)}"
    if draft.cycles:
        yield f"cycles: {draft.cycles}"
    if draft.scenario.command != FETCH_INCIDENTS:
        yield f"command: {draft.scenario.command}"
    yield from _events(draft.events)
    yield from _api(draft)
    yield "# expect: {missed: 0, duplicated: 0, failed: 0}"


def _events(events: CheckedJson) -> Iterator[str]:
    if isinstance(events, list):
        yield f"events:  {_GUESS}: which fields are the id and the time" if events else "events: []"
        yield from (f"- {flow(event)}" for event in events)
        return
    if "load" in events:
        yield f"events: {flow(events)}  {_GUESS}: which fields are the id and the time"
        return
    source = events["generate"]
    yield "events:"
    yield "  generate:"
    yield from (f"    {name}: {flow(value)}" for name, value in source.items() if name != "fields")
    yield f"    fields:  {_GUESS}: what an event of the product shows"
    yield from (f"      {name}: {flow(value)}" for name, value in source["fields"].items())


def _params(declared: tuple[Parameter, ...], built: Parameters) -> Iterator[str]:
    """Yield the lines of the scenario's section ``params``, without any secret, not even a placeholder."""
    lines = list(_param_lines(declared, built))
    yield "params:" if any(not line.lstrip().startswith("#") for line in lines) else "params: {}"
    yield from lines


def _param_lines(declared: tuple[Parameter, ...], built: Parameters) -> Iterator[str]:
    for parameter in declared:
        name, value = parameter.name, built.values.get(parameter.name)
        if parameter.hidden or name in ("isFetch", "isFetchEvents", "isFetchAssets"):
            continue
        secret = (
            parameter.type == CREDENTIALS or parameter.type in ENCRYPTED or value in built.secrets
        )
        if secret and (parameter.required or name in " ".join(built.filled)):
            yield f"  # {name}: a secret; a placeholder takes its place, or give --param {name}=…"
        elif not secret and value not in (None, "", []):
            made = "" if name not in built.filled else f"  {_GUESS}: a placeholder"
            yield f"  {flow(name)}: {flow(value)}{made}"


def _api(draft: Draft) -> Iterator[str]:
    yield "api:"
    yield f"  event:  {_GUESS}: how an event stands in an answer"
    yield from (f"    {flow(name)}: {flow(value)}" for name, value in draft.event.items())
    yield "  routes:"
    for route, endpoint in draft.routes:
        yield from _route(route, endpoint)
        noted = draft.notes.get((endpoint.method, endpoint.path), ())
        yield from (f"    # {_comment(line)}" for line in noted)
    if not draft.routes:
        yield f'  - any: "/{{rest...}}"  {_GUESS}: no request was seen'
        yield '    answer: {json: "@events"}'


_WHY = {
    "event": "how an event stands in this answer",
    "login": "it looks like a login",
    "filter": "by the parameter's name and value",
    "search": "the query language that the expression looks like",
    "order": "by the order that was asked for",
    "page": "by the parameters' names and values",
    "stream": "no other list shows these events; remove the streams that no fetch should return",
    "one": "the path held an event's id",
    "answer": "the parts of the answer around the events",
}


def _route(route: Mapping[str, CheckedJson], endpoint: Endpoint) -> Iterator[str]:
    for number, (name, value) in enumerate(route.items()):
        mark = "    " if number else "  - "
        why = f"  {_GUESS}: {_WHY[name]}" if name in _WHY else "  # seen"
        yield f"{mark}{name}: {flow(value)}{why}"
    if endpoint.asked and not endpoint.login:
        asked = ", ".join(f"{ref}={str(value)[:60]}" for ref, value in endpoint.asked.items())
        yield f"    # asked with {_comment(asked)[:200]}"


def _comment(text: str) -> str:
    """Return a text as safe for a YAML comment: one line, printable characters only."""
    return "".join(one if one.isprintable() else "?" for one in " ".join(text.split()))


def flow(value: CheckedJson) -> str:
    """Return a value as one line of YAML, with quotes only if they are needed."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str):
        plain = (
            _PLAIN.fullmatch(value) and not value.startswith("@") and value.lower() not in _WORDS
        )
        return value if plain else _quoted(value)
    return json.dumps(value)


def _quoted(text: str) -> str:
    """Return a text in quotes for YAML: as JSON, with YAML's escapes for characters above U+FFFF."""
    return "".join(
        character if character.isprintable() else _escaped(character)
        for character in json.dumps(text, ensure_ascii=False)
    )


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

"""A starter scenario as YAML; every guess is marked as one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from ..duration import format_duration
from ..integration.parameter import Parameter
from ..integration.parameters import Parameters
from ..integration.typed import CREDENTIALS, ENCRYPTED
from ..record import Json
from ..scenario import DEFAULT_START, FETCH_INCIDENTS, Scenario
from .endpoint import Endpoint
from .guessed_api import event_shape, route_of
from .watched import Watched

_GUESS = "# guess"
_PLAIN = re.compile(r"@?[A-Za-z][\w./-]*( [A-Za-z][\w.-]*)?|-?[a-z]+")
_WORDS = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n"])


def starter_lines(
    integration: str,
    parameters: tuple[tuple[Parameter, ...], Parameters],
    scenario: Scenario,
    watched: Watched,
) -> Iterator[str]:
    """``integration`` is its path from where the file will lie."""
    code = watched.outcome.integration.path
    yield f"# A starter scenario. What is marked {_GUESS} was guessed from {code} and"
    yield "# from what it asked; hold it against the product's documentation."
    yield f"# When it was written: {_found(watched)}"
    yield f"integration: {flow(integration)}"
    yield from _params(*parameters)
    yield f"start: {flow(DEFAULT_START.strftime('%Y-%m-%dT%H:%M:%SZ'))}"
    yield f"interval: {format_duration(scenario.interval_s)}"
    if scenario.command != FETCH_INCIDENTS:
        yield f"command: {scenario.command}"
    yield from _events(watched.events["generate"])
    yield from _api(watched)
    yield "# expect: {missed: 0, duplicated: 0, failed: 0}"


def _events(source: Mapping[str, Json]) -> Iterator[str]:
    yield "events:"
    yield "  generate:"
    yield from (f"    {name}: {flow(value)}" for name, value in source.items() if name != "fields")
    yield f"    fields:  {_GUESS}: what an event of the product shows"
    yield from (f"      {name}: {flow(value)}" for name, value in source["fields"].items())


def _found(watched: Watched) -> str:
    if watched.created:
        return f"{watched.created} incidents came of {len(watched.outcome.runs)} cycles."
    why = (
        f" (the last cycle failed: {watched.failure.splitlines()[0][:120]})"
        if watched.failure
        else ""
    )
    return f"no incident came of it yet{why}; look at the answers below."


def _params(declared: tuple[Parameter, ...], built: Parameters) -> Iterator[str]:
    """Secrets are never written down, not even made-up ones."""
    lines = list(_param_lines(declared, built))
    yield "params:" if any(not line.lstrip().startswith("#") for line in lines) else "params: {}"
    yield from lines


def _param_lines(declared: tuple[Parameter, ...], built: Parameters) -> Iterator[str]:
    for parameter in declared:
        name, value = parameter.name, built.values.get(parameter.name)
        if parameter.hidden or name == "isFetch":
            continue
        secret = (
            parameter.type == CREDENTIALS or parameter.type in ENCRYPTED or value in built.secrets
        )
        if secret and (parameter.required or name in " ".join(built.filled)):
            yield f"  # {name}: a secret; a placeholder takes its place, or give --param {name}=…"
        elif not secret and value not in (None, "", []):
            made = "" if name not in built.filled else f"  {_GUESS}: a placeholder"
            yield f"  {flow(name)}: {flow(value)}{made}"


def _api(watched: Watched) -> Iterator[str]:
    yield "api:"
    yield f"  event:  {_GUESS}: the names that the code reads"
    for name, value in event_shape(watched.keys, watched.envelope).items():
        yield f"    {flow(name)}: {flow(value)}"
    yield "  routes:"
    for endpoint in watched.endpoints:
        yield from _route(endpoint, watched)
    if not watched.endpoints:
        yield f'  - any: "/{{rest...}}"  {_GUESS}: no request was seen'
        yield f"    answer: {flow({'json': watched.envelope.around('@events')})}"


_WHY = {
    "login": "it looks like a login",
    "filter": "by the parameter's name and value",
    "search": "the language that the expression looks like",
    "order": "by what was asked for",
    "page": "by the parameters' names and values",
    "one": "an event's id stood there",
    "answer": "what stands around the events",
}


def _route(endpoint: Endpoint, watched: Watched) -> Iterator[str]:
    for number, (name, value) in enumerate(
        route_of(endpoint, watched.keys, watched.envelope).items()
    ):
        mark = "  - " if not number else "    "
        why = f"  {_GUESS}: {_WHY[name]}" if name in _WHY else "  # seen"
        yield f"{mark}{name}: {flow(value)}{why}"
    if endpoint.asked and not endpoint.login:
        asked = ", ".join(f"{ref}={str(value)[:60]}" for ref, value in endpoint.asked.items())
        yield f"    # asked with {' '.join(asked.split())[:200]}"


def flow(value: Json) -> str:
    """The value on one line, as YAML; plain where that means the same."""
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
    """In double quotes; YAML knows all escapes of JSON, but writes large characters its own way."""
    return "".join(
        character if character.isprintable() else _escaped(character)
        for character in json.dumps(text, ensure_ascii=False)
    )


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

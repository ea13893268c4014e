"""Write the draft of a scenario as YAML text; its guessed values are listed in the section `guesses`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..integration.parameter import CREDENTIALS, ENCRYPTED, Parameter
from ..integration.parameters.parameters import Parameters
from ..record.entries import CheckedJson, Json
from ..settings.guess import Guess
from ..settings.settings import FETCH_INCIDENTS, RunSettings
from ..settings.units import format_duration
from .endpoint import Endpoint

_PLAIN = re.compile(r"@?[A-Za-z][\w./-]*( [A-Za-z][\w.-]*)?|-?[a-z]+")
_WORDS = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n"])


@dataclass(frozen=True)
class Draft:
    """The parts of a scenario before it is written as YAML.

    ``found`` says in one line what the draft is based on. ``routes`` are pairs of a route and its endpoint.
    ``beside`` is the text of a separate file with the events, empty if the scenario holds them. ``notes`` are
    comments for a route, by method and path. ``seen`` names the source that proves a key of a route, by
    method and path and then by key. ``context`` is the integration context that a login left. ``event`` is
    the form of an event. ``event_seen`` names the source that proves it, empty if none does;
    ``event_guessed`` are the keys of the form that are still guessed. ``guesses`` are the values that nothing
    proves. ``kept`` and ``kept_api`` are sections of the scenario and of its ``api`` that the user wrote.
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
    seen: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    context: Mapping[str, Json] = field(default_factory=dict)
    event_seen: str = ""
    event_guessed: frozenset[str] = frozenset()
    guesses: tuple[Guess, ...] = ()
    faults: tuple[Json, ...] = ()
    kept: Mapping[str, Json] = field(default_factory=dict)
    kept_api: Mapping[str, Json] = field(default_factory=dict)


def starter_lines(
    integration: str,
    code: str,
    parameters: tuple[tuple[Parameter, ...], Parameters],
    draft: Draft,
) -> Iterator[str]:
    """Yield the lines of the scenario's YAML.

    ``integration`` is the path from the scenario's folder to the integration, ``code`` the name of its file.
    """
    yield f"# A starter scenario. What stands in `guesses` was guessed from {code} and from"
    yield "# what it asked. Hold it against the product's documentation: correct the value where"
    yield "# it stands, or remove its entry from `guesses` if it is right."
    yield f"# When it was written: {draft.found}"
    yield f"integration: {flow(integration)}"
    yield from _params(*parameters)
    if draft.fill != "required":
        yield f"fill: {draft.fill}  # the code demands a parameter that the yml calls optional"
    yield f"start: {flow(draft.scenario.start.isoformat().replace('+00:00', 'Z'))}"
    yield f"interval: {format_duration(draft.scenario.interval_s)}"
    if draft.cycles:
        yield f"cycles: {draft.cycles}"
    if draft.scenario.command != FETCH_INCIDENTS:
        yield f"command: {draft.scenario.command}"
    if draft.context:
        yield f"context: {flow(draft.context)}  # what the login before the first fetch leaves"
    yield from _events(draft.events, tuple(guess.path for guess in draft.guesses))
    if any(guess.path == "tz" for guess in draft.guesses):
        yield "tz: UTC"
    if any(guess.path == "faults" for guess in draft.guesses):
        yield f"faults: {flow(list(draft.faults))}"
    yield from _api(draft)
    yield from (f"{flow(key)}: {flow(value)}" for key, value in draft.kept.items())
    if draft.guesses:
        yield "guesses:"
    yield from (f"- {flow(_entry(guess))}" for guess in draft.guesses)
    if "expect" not in draft.kept:
        yield "# expect: {missed: 0, duplicated: 0, failed: 0}"


def _entry(guess: Guess) -> dict[str, Json]:
    row: dict[str, Json] = {"path": guess.path, "value": guess.value}
    if guess.alternatives:
        row["alternatives"] = list(guess.alternatives)
    case = {"if": guess.case} if guess.case else {}
    return {**row, "why": guess.why, **case}


def _events(events: CheckedJson, guessed: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of the section ``events``; ``guessed`` are the paths of the guesses."""
    if isinstance(events, list) and not any("generate" in event for event in events):
        yield "events:" if events else "events: []"
        yield from (f"- {flow(event)}" for event in events)
        return
    if "load" in events:
        yield f"events: {flow(events)}"
        return
    yield "events:"
    if not isinstance(events, list):
        yield from _generated(events["generate"], "  ")
        return
    known: CheckedJson = None
    for index, event in enumerate(events):
        fields = event["generate"].get("fields")
        # A guessed field needs a line of its own, to be edited there.
        own = any(path.startswith(f"events[{index}].generate.fields") for path in guessed)
        one_line = flow(fields) if own else "*made_up"
        yield from _generated(event["generate"], "- ", "" if known is None else one_line)
        known = fields if known is None else known


def _generated(source: Mapping[str, CheckedJson], mark: str, one_line: str = "") -> Iterator[str]:
    yield f"{mark}generate:"
    yield from (f"    {name}: {flow(value)}" for name, value in source.items() if name != "fields")
    if one_line:
        yield f"    fields: {one_line}"
        return
    yield f"    fields:{' &made_up' if mark == '- ' else ''}  # made up"
    yield from (f"      {flow(name)}: {flow(value)}" for name, value in source["fields"].items())


def _params(declared: tuple[Parameter, ...], built: Parameters) -> Iterator[str]:
    """Yield the lines of the section ``params``, without secrets and even without placeholders for them."""
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
            made = "" if name not in built.filled else "  # a placeholder"
            yield f"  {flow(name)}: {flow(value)}{made}"


def _api(draft: Draft) -> Iterator[str]:
    yield "api:"
    yield from (f"  {flow(key)}: {flow(value)}" for key, value in draft.kept_api.items())
    yield f"  event:{_seen(draft.event_seen)}"
    yield from (f"    {flow(name)}: {flow(value)}" for name, value in draft.event.items())
    yield "  routes:"
    for route, endpoint in draft.routes:
        proofs = draft.seen.get((endpoint.method, endpoint.path), {})
        yield from _route(route, endpoint, proofs)
        noted = draft.notes.get((endpoint.method, endpoint.path), ())
        yield from (f"    # {_comment(line)}" for line in noted)
    if not draft.routes:
        yield '  - any: "/{rest...}"  # no request was seen'
        yield '    answer: {json: "@events"}'


def _route(
    route: Mapping[str, CheckedJson], endpoint: Endpoint, proofs: Mapping[str, str]
) -> Iterator[str]:
    for number, (name, value) in enumerate(route.items()):
        mark = "    " if number else "  - "
        yield f"{mark}{name}: {flow(value)}{_seen(proofs.get(name, ''))}"
    if endpoint.asked and not endpoint.login:
        asked = ", ".join(f"{ref}={str(value)[:60]}" for ref, value in endpoint.asked.items())
        yield f"    # asked with {_comment(asked)[:200]}"


def _seen(source: str) -> str:
    """Return the YAML comment that names the source of a value; empty for a value without a source."""
    return f"  # seen: {_comment(source)}" if source else ""


def _comment(text: str) -> str:
    """Return a text in a form that is safe in a YAML comment: one line, printable characters only."""
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

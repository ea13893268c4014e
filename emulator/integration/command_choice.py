"""Choose the command that xfetch runs on an integration, and refuse commands that it does not emulate.

The first of these that exists is run: the command of the user or the scenario; a command that the yml
declares, preferably one that the code names too, and long-running-execution before fetch-incidents where the
instance is a long-running one; a command that the code names; ``fetch-incidents``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import LoadError, NotEmulatedError
from ..record.entries import Json
from ..settings.settings import (
    FETCH_ASSETS,
    FETCH_EVENTS,
    FETCH_INCIDENTS,
    FETCH_INDICATORS,
    LONG_RUNNING,
    TEST_MODULE,
)
from .command_uses import decides_by_command, mentions, names_command
from .manifest import Manifest
from .parameter import TRUE_WORDS
from .source import Integration

_FETCHES = (FETCH_INCIDENTS, FETCH_EVENTS, FETCH_ASSETS, FETCH_INDICATORS, LONG_RUNNING)
_NOT_YET = {
    "get-modified-remote-data": "mirroring",
    "get-remote-data": "mirroring",
    "update-remote-system": "mirroring",
    "get-mapping-fields": "mirroring",
}
# Signs of an integration that listens on a port.
_LISTENS = re.compile(
    r"\blongRunningPort\b|\bserve_forever\s*\(|\b(HTTPServer|WSGIServer)\s*\(|\buvicorn\b"
)
_LONG_RUNNING_BOX = "longRunning"
NEVER_COMPARES = "the code never compares demisto.command()"


@dataclass(frozen=True)
class Choice:
    """The command to run on an integration.

    ``why`` says how xfetch chose it; it is empty if the user or the scenario chose it.
    """

    command: str
    why: str = ""


def chosen_command(
    integration: Integration,
    given: str | None,
    params: Mapping[str, Json] | None = None,
    *,
    sample: bool = False,
) -> Choice:
    """Choose the command to run; ``given`` is that of the user or the scenario, None if neither names one.

    ``params`` are the parameters that were given: they say whether the instance is a long-running one.
    ``sample`` says that the mapper's sample is wanted and nothing is to be fetched.

    Raises NotEmulatedError for a command that xfetch does not emulate, LoadError if the code lacks the
    command.
    """
    choice = Choice(given) if given is not None else _chosen(integration, params or {}, sample)
    _check_emulated(integration, choice.command)
    if _reached(integration, choice.command):
        return choice
    if not _acts(integration.text) or decides_by_command(ast.parse(integration.text)):
        raise _lacking(integration, choice.command)
    # Code that ignores the command runs from top to bottom in production, whatever the command is.
    return Choice(choice.command, "; ".join(filter(None, (choice.why, NEVER_COMPARES))))


def fetch_of(integration: Integration, command: str) -> str:
    """Return the command whose checkbox is on while ``command`` runs: for test-module that of the fetch."""
    return _chosen(integration, {}, False).command if command == TEST_MODULE else command


def _acts(text: str) -> bool:
    """Whether an integration's code uses the ``demisto`` object or sends events; other code cannot fetch."""
    return "demisto" in text or "send_events_to_xsiam" in text or "send_data_to_xsiam" in text


def _chosen(integration: Integration, params: Mapping[str, Json], sample: bool) -> Choice:
    manifest = integration.manifest
    if sample and manifest.fetch_samples and mentions(integration.text, FETCH_INCIDENTS):
        return Choice(FETCH_INCIDENTS, "the yml's isFetchSamples")
    declared = _declared(manifest)
    if LONG_RUNNING in declared and _runs_long(manifest, params):
        declared = {LONG_RUNNING: declared[LONG_RUNNING], **declared}
    for command, key in declared.items():
        if mentions(integration.text, command):
            return Choice(command, f"the yml's {key}")
    for command, key in declared.items():
        return Choice(command, f"the yml's {key}")
    tree = ast.parse(integration.text)
    compared = [
        command
        for command in _FETCHES
        if mentions(integration.text, command) and names_command(tree, command)
    ]
    if compared:
        only = len(compared) == 1
        by = "the one" if only else f"one of {len(compared)} that"
        return Choice(compared[0], f"{by} the code compares with")
    return Choice(FETCH_INCIDENTS, "the usual one")


def _runs_long(manifest: Manifest, params: Mapping[str, Json]) -> bool:
    """Whether the platform keeps the instance's code running: by its checkbox, or always where the yml has
    no checkbox for it (documented).
    """
    box = next((one for one in manifest.parameters if one.name == _LONG_RUNNING_BOX), None)
    value = params.get(_LONG_RUNNING_BOX, box.default if box is not None else True)
    return str(value).strip().lower() in TRUE_WORDS


def _declared(manifest: Manifest) -> dict[str, str]:
    """Return the fetch commands that the yml declares, each with the yml's key for it, such as
    ``isfetch``.
    """
    said = (
        (FETCH_INCIDENTS, "isfetch", manifest.is_fetch),
        (FETCH_EVENTS, "isfetchevents", manifest.is_fetch_events),
        (FETCH_ASSETS, "isfetchassets", manifest.is_fetch_assets),
        (FETCH_INDICATORS, "feed", manifest.feed),
        (LONG_RUNNING, "longRunning", manifest.long_running),
    )
    return {command: key for command, key, declared in said if declared}


def _check_emulated(integration: Integration, command: str) -> None:
    what = _NOT_YET.get(command)
    if command == LONG_RUNNING and _listens(integration):
        what = "a listener for incoming webhooks"
    if what is None:
        return
    others = [
        other
        for other in _FETCHES
        if other not in _NOT_YET
        and other != command
        and (mentions(integration.text, other) or other in _declared(integration.manifest))
    ]
    raise NotEmulatedError(
        f"xfetch does not emulate the command {command} yet: {what}",
        where=integration.file,
        advice=tuple(
            f"the integration also has {other}, which is emulated: --command {other}"
            for other in others
        ),
    )


def _listens(integration: Integration) -> bool:
    """Whether an integration is a server: it listens on a port for requests."""
    return integration.manifest.long_running_port or bool(_LISTENS.search(integration.text))


def _reached(integration: Integration, command: str) -> bool:
    manifest = integration.manifest
    declared = command in _declared(manifest) or command in manifest.commands
    return declared or mentions(integration.text, command)


def _lacking(integration: Integration, command: str) -> LoadError:
    has = [
        other
        for other in _FETCHES
        if other not in _NOT_YET
        and (other in integration.text or other in integration.manifest.commands)
    ]
    functions = fetch_functions(integration)
    advice = tuple(f"the integration has {other}: --command {other}" for other in has) or tuple(
        f"{name} is defined at {integration.file}:{line}, but no command leads to it"
        for name, line in functions
    )
    return LoadError(
        f"the integration has no command {command}", where=integration.file, advice=advice
    )


def fetch_functions(integration: Integration) -> list[tuple[str, int]]:
    """Return name and line of each function of an integration that has ``fetch`` in its name."""
    return [
        (node.name, node.lineno)
        for node in ast.walk(ast.parse(integration.text))
        if isinstance(node, ast.FunctionDef) and "fetch" in node.name.lower()
    ]

"""Commands that must run before the first fetch, such as ``!acme-auth-start``, and the state that they
leave.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from ...errors import UsageError
from ...integration.manifest import Manifest
from ...masking.mask import MASK
from ...record.entries import CheckedJson, Json
from ...record.fetch_run import Failure, FetchRun

_NO_LOGIN = re.compile(r"test|reset|fetch|mirror", re.I)
_LOGIN = re.compile(r"(^|-)(auth|oauth|login|authorize|authorization)(-(start|complete|code))?$")
_SPEAKS_OF_LOGIN = re.compile(
    r"\b(auth|log(ged)? ?in|sign in|device.?code|refresh.?token|access.?token)", re.I
)
_SAVES = ("setIntegrationContext", "setIntegrationContextVersioned")
_MADE_UP = "xfetch-made-up"


@dataclass(frozen=True)
class FirstCommand:
    """A command of the integration that runs before the first fetch, with its arguments."""

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)


def first_command(text: str, manifest: Manifest) -> FirstCommand:
    """Parse a command as a user types it: ``!acme-auth-complete code="a b"``.

    Raises UsageError if the text is not a command, or if the integration has no such command.
    """
    try:
        name, *given = shlex.split(text.strip().removeprefix("!")) or [""]
    except ValueError as error:
        raise UsageError(f"{text!r} cannot be read: {error}", where="--before") from error
    if name not in manifest.commands:
        near = tuple(f"!{one}" for one in get_close_matches(name, manifest.commands))
        advice = near or ("the commands are listed in the integration's yml under script.commands",)
        raise UsageError(f"{manifest.id} has no command {name!r}", where="--before", advice=advice)
    wrong = next((one for one in given if "=" not in one), "")
    if wrong:
        what = f"an argument is written as NAME=VALUE, not {wrong!r}"
        raise UsageError(what, where="--before")
    pairs = (one.partition("=") for one in given)
    return FirstCommand(name, {key: value for key, _, value in pairs})


def commands_first(failure: Failure, manifest: Manifest) -> tuple[str, ...]:
    """Return the integration's commands that must run before a fetch, as the text of the fetch's failure
    tells.

    They are the commands that the text names, in its order. If it names none but speaks of a login, they are
    the commands whose names speak of a login.
    """
    told = f"{failure.message} {failure.cause}"
    found: dict[str, int] = {}
    for command in manifest.commands:
        match = re.search(rf"(?<![\w-]){re.escape(command)}(?![\w-])", told)
        if match and not _NO_LOGIN.search(command):
            found[command] = match.start()
    if found:
        return tuple(sorted(found, key=found.__getitem__))
    if not _SPEAKS_OF_LOGIN.search(told):
        return ()
    return tuple(
        one for one in manifest.commands if _LOGIN.search(one) and not _NO_LOGIN.search(one)
    )


def state_after(runs: Sequence[FetchRun]) -> Mapping[str, Json]:
    """Return the integration context that a command left, with made-up texts in place of its secrets."""
    calls = [call for run in runs if run.status == "ok" for call in run.record.named(*_SAVES)]
    saved = calls[-1].args if calls else {}
    value = saved.get("context", saved.get("value", saved.get("integration_context")))
    return _unmasked(value) if isinstance(value, Mapping) else {}


def _unmasked(value: CheckedJson) -> CheckedJson:
    if isinstance(value, Mapping):
        return {key: _unmasked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_unmasked(inner) for inner in value]
    return value.replace(MASK, _MADE_UP) if isinstance(value, str) else value

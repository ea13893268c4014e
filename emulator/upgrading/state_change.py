"""How the state that one version saves differs in form from what another one saves and reads."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..record.entries import CheckedJson, Json
from ..record.fetch_run import FetchRun
from ..record.times import plausible_unit

_CONTEXT = ("setIntegrationContext", "setIntegrationContextVersioned")
# By the units per second.
_UNITS = {1: "seconds", 10**3: "milliseconds", 10**6: "microseconds", 10**9: "nanoseconds"}
_STATE_WORDS = ("last", "run", "state", "context", "ctx", "saved", "store")


@dataclass(frozen=True)
class StateChange:
    """A difference in form between two saved states. ``key`` is the key as the second version has it;
    ``words`` say what differs.
    """

    key: str
    words: str


def state_after(runs: Iterable[FetchRun]) -> Mapping[str, Json]:
    """Return the state after these fetches: the keys of the last run and of the integration context."""
    state: dict[str, Json] = {}
    last: Json = {}
    for run in runs:
        last = run.last_run.after
        for call in run.record.named(*_CONTEXT):
            context = next(iter(call.args.values()), None)
            state.update(context if isinstance(context, Mapping) else {})
    return {**state, **(last if isinstance(last, Mapping) else {})}


def state_changes(
    left: Mapping[str, CheckedJson], own: Mapping[str, CheckedJson]
) -> tuple[StateChange, ...]:
    """Return the differences between the state that one version ``left`` and what the version that reads it
    saves by itself (``own``).
    """
    return tuple(_changes(left, own))


def _changes(
    left: Mapping[str, CheckedJson], own: Mapping[str, CheckedJson]
) -> Iterator[StateChange]:
    lost = [key for key in left if key not in own]
    missing = [key for key in own if key not in left]
    renamed = {
        key: next((one for one in lost if _kind(left[one]) == _kind(own[key])), None)
        for key in missing
    }
    for key in missing:
        before = renamed[key] if list(renamed.values()).count(renamed[key]) == 1 else None
        if before is not None:
            yield StateChange(key, f"`{before}` became `{key}`")
        else:
            yield StateChange(key, f"`{key}` is missing from what was saved")
    for key in own:
        if key not in left:
            continue
        before, after = _kind(left[key]), _kind(own[key])
        if before != after and "nothing" not in (before, after):
            yield StateChange(key, f"`{key}` was saved as {before}, and is read as {after}")


def _kind(value: CheckedJson) -> str:
    """Return in words which form a value has: its type, of a number its unit of time, of a list what it
    holds.
    """
    if value is None or value in ("", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        unit = plausible_unit(value)
        return f"a time in {_UNITS[unit]}" if unit else "a number"
    if isinstance(value, str):
        return _kind_of_text(value)
    if isinstance(value, Mapping):
        return "an object"
    return f"a list of {_plural(_kind(value[0]))}"


def _kind_of_text(value: str) -> str:
    if value.isascii() and value.isdigit():
        unit = plausible_unit(int(value))
        return f"a text with a time in {_UNITS[unit]}" if unit else "a text of digits"
    return "a text"


def _plural(kind: str) -> str:
    words = {"a number": "numbers", "an object": "objects", "nothing": "nothing"}
    return words.get(kind, "texts" if kind.startswith("a text") else kind)


def reading_line(text: str, keys: Iterable[str]) -> int | None:
    """Return the number of the line of code that reads one of these keys of the saved state; None where no
    line is found. Of several, one that reads from a variable named like a state comes first.
    """
    wanted = set(keys)
    found = [
        (not _is_state(owner), number)
        for key, owner, number in _reads(ast.parse(text))
        if key in wanted
    ]
    return min(found)[1] if found else None


def _reads(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Yield the constant keys that the code reads, each with the expression that it reads from, and its
    line.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            key, owner = node.slice, node.value
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("get", "pop", "setdefault")
            and node.args
        ):
            key, owner = node.args[0], node.func.value
        else:
            continue
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, ast.unparse(owner), node.lineno


def _is_state(owner: str) -> bool:
    return any(word in owner.lower() for word in _STATE_WORDS)

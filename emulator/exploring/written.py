"""Writes a world as a scenario file, which ``xfetch run`` and ``xfetch check`` can run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ..record.entries import CheckedJson, Json
from ..starter.starter_file import flow
from .forms import with_forms
from .ground import Ground
from .world import World

# In this order; what else the ground says comes before the API.
_FIRST = ("start", "interval", "latency", "tz", "drain")


def scenario_lines(ground: Ground, world: World, about: str, folder: Path) -> Iterator[str]:
    """Yield the lines of a scenario file for a world. ``folder`` is the folder of the file."""
    sections: dict[str, CheckedJson] = {**world.sections()}
    given = dict(ground.document)
    if "api" in given:
        given["api"] = with_forms(given["api"], world.digits, world.ids, world.place)
    yield f"about: {flow(about)}"
    yield f"integration: {flow(_from(folder, ground.request.target))}"
    params = {**_mapping(given.get("params")), **_mapping(sections.pop("params", None))}
    if params:
        yield f"params: {flow(params)}"
    own = {name: sections.pop(name, given.get(name)) for name in _FIRST}
    yield from (f"{name}: {flow(value)}" for name, value in own.items() if value is not None)
    for name in ("events", "faults"):
        if name in sections:
            yield f"{name}:"
            yield from (f"- {flow(item)}" for item in sections[name])
    written = {"integration", "params", *_FIRST}
    for name, value in given.items():
        if name == "vendor":
            yield f"vendor: {flow(_from(folder, Path(str(value))))}"
        elif name not in written:
            yield from _block(name, value, 0)


def _mapping(value: CheckedJson) -> dict[str, Json]:
    return dict(value) if isinstance(value, dict) else {}


def _from(folder: Path, path: Path) -> str:
    return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()


def _block(name: str, value: CheckedJson, depth: int) -> Iterator[str]:
    """Yield a section in several lines, two levels deep: one line for each key of a mapping and each item of
    a list.
    """
    indent = "  " * depth
    if isinstance(value, dict) and value and depth < 2:
        yield f"{indent}{flow(name)}:"
        for key, inner in value.items():
            yield from _block(key, inner, depth + 1)
    elif isinstance(value, list) and value and depth < 2:
        yield f"{indent}{flow(name)}:"
        yield from (f"{indent}- {flow(item)}" for item in value)
    else:
        yield f"{indent}{flow(name)}: {flow(value)}"

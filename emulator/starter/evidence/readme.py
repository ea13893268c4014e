"""Read the context examples in a pack's README: they show fields of the product's objects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...record.entries import CheckedJson
from .samples import Sample

_BLOCK = re.compile(r"^#+ *\**context examples?\**:?\s*^```\w*\s*$(.*?)^```", re.I | re.M | re.S)
_COMMAND = re.compile(r"^#+\s*([\w-]+)\s*$", re.M)
_LARGEST_FILE_BYTES = 3_000_000
_MOST, _DEEPEST = 60, 4


def readme_samples(folder: Path) -> Iterator[Sample]:
    """Yield the objects in the context examples of a package's README, as lists of events.

    The context often uses the product's own field names. It does not show what surrounds the events in an
    answer.
    """
    file = folder / "README.md"
    try:
        text = file.read_text(encoding="utf-8") if file.stat().st_size < _LARGEST_FILE_BYTES else ""
    except (OSError, ValueError):
        return
    for number, block in enumerate(_BLOCK.finditer(text)):
        if number == _MOST:
            return
        try:
            document = json.loads(block[1])
        except (ValueError, RecursionError):
            continue
        commands = _COMMAND.findall(text, 0, block.start())
        line = text.count("\n", 0, block.start(1)) + 2
        for items in _objects(document, 0):
            yield Sample(items, f"README.md:{line}", name=commands[-1] if commands else "")


def _objects(value: CheckedJson, depth: int) -> Iterator[CheckedJson]:
    """Yield the outermost lists of objects in a context; a single object becomes a list of one."""
    if isinstance(value, list):
        if value and all(isinstance(one, Mapping) for one in value):
            yield value
    elif isinstance(value, Mapping):
        if any(not isinstance(one, (Mapping, list)) for one in value.values()):
            yield [value]
        elif depth < _DEEPEST:
            for inner in value.values():
                yield from _objects(inner, depth + 1)

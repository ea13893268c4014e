"""The table of CommonServerPython's late names, as their modules' own text has it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xfetch.emulator.commonserver.assembly import LATE

FOLDER = Path(__file__).parents[1] / "emulator" / "commonserver"
FILE = FOLDER / "late_names.py"
_HEAD = '''"""Which module has which late names; written by ``python -m tests.write_docs``."""

# ruff: noqa
# fmt: off

from __future__ import annotations

__all__ = ()

'''


@dataclass(frozen=True)
class Late:
    """A name that a module defines, and what kind of thing: CLASSES, FUNCTIONS or PATTERNS."""

    name: str
    kind: str


def table() -> str:
    """The text of ``late_names``."""
    found = {
        key: [item for name in names for item in _late(name, names)] for key, names in LATE.items()
    }
    rows = [f"    {key!r}: {tuple(item.name for item in items)!r}," for key, items in found.items()]
    lines = ["_LATE_MODULES = {", *rows, "}"]
    for kind in ("CLASSES", "FUNCTIONS", "PATTERNS"):
        names = tuple(item.name for items in found.values() for item in items if item.kind == kind)
        lines.append(f"_LATE_{kind} = {names!r}")
    return _HEAD + "\n".join(lines) + "\n"


def _late(module: str, together: tuple[str, ...]) -> Iterator[Late]:
    """What is public, and the functions that the modules of other keys import for the type checker."""
    wanted = _imported(module, together)
    for node in ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8")).body:
        found = _found(node)
        if found and (not found.name.startswith("_") or found.name in wanted):
            yield found


def _found(node: ast.stmt) -> Late | None:
    if isinstance(node, ast.ClassDef):
        return Late(node.name, "CLASSES")
    if isinstance(node, ast.FunctionDef):
        return Late(node.name, "FUNCTIONS")
    if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("re.compile("):
        return Late(ast.unparse(node.targets[0]), "PATTERNS")
    return None


def _imported(module: str, together: tuple[str, ...]) -> set[str]:
    found = set()
    for path in FOLDER.glob("*.py"):
        if path.stem in together:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module == module:
                found |= {alias.name for alias in node.names}
    return found

"""The stubs of CommonServerPython's late names, as their modules' own text has it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from xfetch.emulator.commonserver.assembly import LATE

FOLDER = Path(__file__).parents[1] / "emulator" / "commonserver"
FILE = FOLDER / "late_names.py"
_HEAD = '''"""Stubs of names that are read when they are used; written by ``python -m tests.write_docs``."""

# mypy: ignore-errors
# ruff: noqa
# fmt: off

from __future__ import annotations

__all__ = ()

'''


def stubs() -> str:
    """The text of ``late_names``."""
    found = {
        key: [item for name in names for item in _late(name, names)] for key, names in LATE.items()
    }
    rows = [f"    {key!r}: {tuple(item.name for item in items)!r}," for key, items in found.items()]
    table = "\n".join(["_LATE_MODULES = {", *rows, "}"])
    every = [item for items in found.values() for item in items]
    functions = "\n".join(_stub(item) for item in every if isinstance(item, ast.FunctionDef))
    classes = [item.name for item in every if isinstance(item, ast.ClassDef)]
    made = f"globals().update((name, _LateClass(name, (), {{}})) for name in {classes!r})"
    return f"{_HEAD}{table}\n\n{functions}\n\n{made}\n_LATE_NAMES = dict(globals())\n"


def _late(module: str, together: tuple[str, ...]) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """What is public, and the functions that the modules of other keys import for the type checker."""
    wanted = _imported(module, together)
    for node in ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8")).body:
        found = isinstance(node, ast.FunctionDef | ast.ClassDef)
        if found and (not node.name.startswith("_") or node.name in wanted):
            yield node


def _imported(module: str, together: tuple[str, ...]) -> set[str]:
    found = set()
    for path in FOLDER.glob("*.py"):
        if path.stem in together:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module == module:
                found |= {alias.name for alias in node.names}
    return found


def _stub(function: ast.FunctionDef) -> str:
    given = function.args
    for argument in [*given.args, *given.kwonlyargs, *filter(None, [given.vararg, given.kwarg])]:
        argument.annotation = None
    passed = [argument.arg for argument in given.args]
    passed += [f"*{given.vararg.arg}"] if given.vararg else []
    passed += [f"{argument.arg}={argument.arg}" for argument in given.kwonlyargs]
    passed += [f"**{given.kwarg.arg}"] if given.kwarg else []
    call = f"_late({function.name!r})({', '.join(passed)})"
    return f"def {function.name}({ast.unparse(given)}): return {call}"

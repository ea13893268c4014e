"""The modules that make one namespace: whole, without clashes, and with nothing too much in it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import xfetch.emulator.commonserver as package
from xfetch.emulator.commonserver.assembly import API_MODULES, MODULES, codes

OF_API_MODULES = [part for parts in API_MODULES.values() for part in parts]
FOLDER = Path(next(iter(package.__path__)))


def trees() -> dict[str, ast.Module]:
    return {
        name: ast.parse((FOLDER / f"{name.replace('.', '/')}.py").read_text("utf-8"))
        for name in (*MODULES, *OF_API_MODULES)
    }


def bound(tree: ast.Module) -> set[str]:
    """The names that a module defines at its top level, imports apart."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                found |= {name.id for name in ast.walk(target) if isinstance(name, ast.Name)}
    return found - {"__all__"}


def test_every_module_of_the_folder_is_executed() -> None:
    assert {
        ".".join(path.relative_to(FOLDER).with_suffix("").parts)
        for path in FOLDER.rglob("*.py")
        if path.name != "__init__.py"
    } == {*MODULES, *OF_API_MODULES, "assembly", "loose_version"}
    assert len(codes()) == len(MODULES)


def test_names_are_real_from_the_start(csp: Any) -> None:
    assert csp.camelize.__doc__.startswith("Return a dictionary")
    assert csp.camelize.__code__.co_filename.endswith("letter_case.py")
    assert type(csp.CommandResults) is type
    assert csp.CommandResults.__init__ is not object.__init__
    assert type(csp.md5Regex) is re.Pattern
    csp.snakify = print
    assert csp.camelize({"a_b": 1}, "_") == {"AB": 1}


def test_no_name_is_defined_by_two_modules() -> None:
    counts = Counter(name for tree in trees().values() for name in bound(tree))
    assert [name for name, count in counts.items() if count > 1] == []


LIBRARIES = ("libraries", "content_client.needed", "content_base")


@pytest.mark.parametrize("name", sorted({*MODULES, *OF_API_MODULES}.difference(LIBRARIES)))
def test_public_names_are_declared_and_nothing_is_imported_at_run_time(name: str) -> None:
    tree = trees()[name]
    imported = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {getattr(node, "module", None) for node in imported} <= {"__future__", "typing"}
    public = {item for item in bound(tree) if not item.startswith("_")}
    assert set(declared(tree)) == public


def declared(tree: ast.Module) -> tuple[str, ...]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return tuple(ast.literal_eval(node.value))
    return ()


def test_the_star_import_brings_libraries_and_nothing_of_ours(csp: Any) -> None:
    for name in ("datetime", "timedelta", "json", "re", "os", "requests", "demisto", "dateparser"):
        assert hasattr(csp, name)
    for name in ("__all__", "annotations", "TYPE_CHECKING"):
        assert not hasattr(csp, name)


def test_a_stub_refuses_and_names_the_way_out(csp: Any) -> None:
    with pytest.raises(NotImplementedError, match=r"positiveFile is not emulated.*--content"):
        csp.positiveFile({})
    with pytest.raises(AttributeError, match=r"positiveFile\.command is not emulated"):
        csp.positiveFile.command()

"""ARCHITECTURE.md held against the tree: its layers, its paths, the names that it says stand in a file."""

from __future__ import annotations

import ast
import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
MOST_MODULES = 25


def layers_of_the_page() -> list[list[str]]:
    table = PAGE.split("## Layers")[1].split("## ")[0]
    rows = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
    return [re.findall(r"`(\w+)`", row) for row in rows]


def layers_of_the_contract() -> list[list[str]]:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    text = config["importlinter:contract:layers"]["layers"]
    return [sorted(line.split(" | ")) for line in text.split("\n") if line]


def test_the_layers_are_the_contract() -> None:
    top, *below = layers_of_the_page()
    assert top == ["cli"]
    assert [sorted(rooms) for rooms in below] == layers_of_the_contract()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w.]+/[\w./-]*)`", PAGE))))
def test_its_paths_exist(path: str) -> None:
    rooms = [ROOT, *(ROOT / "emulator" / room for room in ("", "running", "product", "record"))]
    assert any((room / path).exists() for room in rooms)


@pytest.mark.parametrize(
    ("name", "path"),
    re.findall(r"`([\w.]+)(?:\(\))?`\s+(?:in\s+|\()`([\w/]+\.py)`", PAGE),
)
def test_what_it_names_stands_where_it_says(name: str, path: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for part in name.split("."):
        body = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
        assigned = {
            target.id
            for n in tree.body
            if isinstance(n, ast.Assign | ast.AnnAssign)
            for target in (n.targets if isinstance(n, ast.Assign) else [n.target])
            if isinstance(target, ast.Name)
        }
        assert part in body or part in assigned
        tree = body.get(part, tree)  # type: ignore[assignment]


def test_names_are_found_in_the_page() -> None:
    """The pattern above reads the page: a reformatted sentence must not switch the test off."""
    found = re.findall(r"`([\w.]+)(?:\(\))?`\s+(?:in\s+|\()`([\w/]+\.py)`", PAGE)
    assert len(found) >= 12


def test_no_folder_holds_too_many_modules() -> None:
    counts: dict[Path, int] = {}
    for top in ("cli", "emulator"):
        for file in (ROOT / top).rglob("*.py"):
            counts[file.parent] = counts.get(file.parent, 0) + 1
    assert {str(k.relative_to(ROOT)): n for k, n in counts.items() if n > MOST_MODULES} == {}


def test_each_package_says_what_it_holds() -> None:
    packages = [file for top in ("cli", "emulator") for file in (ROOT / top).rglob("__init__.py")]
    silent = [
        file for file in packages if not ast.get_docstring(ast.parse(file.read_text("utf-8")))
    ]
    assert packages
    assert silent == []

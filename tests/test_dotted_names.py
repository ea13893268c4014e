"""Dotted names in strings: each one names a module, or an attribute of one, that exists.

Tools that move a module change its imports and leave strings alone. Most wrong strings fail when they are
used; freezegun's ignore list does not: with a wrong name there the emulator's own timers stand still.
"""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec, resolve_name
from pathlib import Path

import pytest

from xfetch.emulator.clock.frozen_time import IGNORED_BY_FREEZEGUN
from xfetch.emulator.commonserver.assembly import MODULES

ROOT = Path(__file__).parents[1]
NAME = re.compile(r"\bxfetch(?:\.(?:cli|emulator|sample_integrations))(?:\.[A-Za-z_]\w*)*")
# Its modules are executed in one namespace; most cannot be imported alone.
EXECUTED = "xfetch.emulator.commonserver."
SETUP = ROOT / "setup.cfg"
TEXTS = (SETUP, *(ROOT / name for name in ("pyproject.toml", "ruff.toml", "action.yml")))
TEXTS += (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))


def sources() -> list[Path]:
    folders = (ROOT / "cli", ROOT / "emulator", ROOT / "tests")
    found = [ROOT / "__main__.py", *(path for folder in folders for path in folder.rglob("*.py"))]
    return [path for path in found if path != Path(__file__)]  # it holds wrong names on purpose


def package_of(path: Path) -> str:
    """The package that a file's relative imports start from."""
    prefix = [] if path.relative_to(ROOT).parts[0] == "tests" else ["xfetch"]
    return ".".join([*prefix, *path.parent.relative_to(ROOT).parts])


def names_in(path: Path) -> Iterator[str]:
    """The dotted names in a source file's strings and in what it passes to ``import_module``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from NAME.findall(node.value)
        elif isinstance(node, ast.Call) and called(node) == "import_module" and node.args:
            relative = constant_start(node.args[0])
            if relative.startswith("."):
                yield resolve_name(relative, package_of(path)).rstrip(".")


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def constant_start(argument: ast.expr) -> str:
    """A string's constant text; of an f-string the packages that stand before the first variable."""
    if isinstance(argument, ast.JoinedStr):
        first = argument.values[0]
        return constant_start(first).rpartition(".")[0] if isinstance(first, ast.Constant) else ""
    return str(argument.value) if isinstance(argument, ast.Constant) else ""


def exists(name: str) -> bool:
    """Import the longest module that ``name`` begins with, and look the other parts up in it."""
    module, parts = name, []
    while not is_module(module):
        module, _, part = module.rpartition(".")
        parts.insert(0, part)
    if not parts and module.startswith(EXECUTED):
        return True
    found: object = import_module(module)
    for part in parts:
        if not hasattr(found, part):
            return False
        found = getattr(found, part)
    return True


def is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # its parent is a module, not a package
        return False


def missing(names: Iterator[str] | set[str]) -> list[str]:
    return sorted(name for name in set(names) if not exists(name))


def test_every_dotted_name_in_a_string_exists() -> None:
    wrong = {str(path.relative_to(ROOT)): missing(names_in(path)) for path in sources()}
    assert {path: names for path, names in wrong.items() if names} == {}


def test_every_dotted_name_in_setup_cfg_and_docs_exists() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in TEXTS)
    assert missing(set(NAME.findall(text))) == []


def test_entry_points_and_package_data_exist() -> None:
    config = configparser.ConfigParser()
    config.read(SETUP, encoding="utf-8")
    for lines in config["options.entry_points"].values():
        for line in lines.split("\n"):
            target = line.partition("=")[2].strip()
            assert not target or exists(target.replace(":", ".")), line
    for package, patterns in config["options.package_data"].items():
        folder = ROOT.joinpath(*package.split(".")[1:])
        for pattern in patterns.split(","):
            assert list(folder.glob(pattern.strip())), f"{package}: no file matches {pattern}"


def test_the_executed_modules_of_common_server_exist() -> None:
    assert [name for name in MODULES if not is_module(f"{EXECUTED}{name}")] == []


def test_freezegun_ignores_every_module_that_measures_real_time_inside_the_freeze() -> None:
    """Freezegun replaces ``perf_counter`` in each module that it does not ignore."""
    timed = set()
    for path in (ROOT / "emulator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = node.names if isinstance(node, ast.ImportFrom) else []
            if "perf_counter" in [alias.name for alias in names]:
                timed.add(f"{package_of(path)}.{path.stem}")
    assert timed, "the emulator measures no real time"
    ignored = tuple(IGNORED_BY_FREEZEGUN)
    assert {name for name in timed if not name.startswith(ignored)} == set()


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("xfetch.emulator.clock.simulated", True),
        ("xfetch.emulator.clock.simulated.SimulatedClock.now", True),
        ("xfetch.emulator.simulation", False),
        ("xfetch.emulator.clock.simulated.SimulatedClock.later", False),
    ],
)
def test_a_wrong_name_is_noticed(name: str, right: bool) -> None:
    assert exists(name) is right

"""Whether another machine gives the same results: it must have the same xfetch, Python and libraries."""

from __future__ import annotations

import ast
import os
import platform
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import distributions, packages_distributions, requires
from pathlib import Path

from ..record.entries import CheckedJson, Json

_HOME = Path(__file__).parents[2]
_NONE = "none"


@dataclass(frozen=True)
class Machine:
    """What a machine has: a digest of the code of xfetch, its Python, and its libraries by name."""

    xfetch: str
    python: str
    libraries: dict[str, str]

    def row(self) -> dict[str, Json]:
        """Return the machine as a JSON object."""
        return {"xfetch": self.xfetch, "python": self.python, "libraries": dict(self.libraries)}


def this_machine() -> Machine:
    """Return the Machine on which this process runs."""
    python = f"{platform.python_implementation()} {platform.python_version()} on {sys.platform}"
    libraries = {_plain(one.metadata["Name"]): one.version for one in distributions()}
    return Machine(_code(), python, dict(sorted(libraries.items())))


def machine_of(row: CheckedJson) -> Machine:
    """Read what ``Machine.row`` returned."""
    libraries = {str(name): str(version) for name, version in row["libraries"].items()}
    return Machine(str(row["xfetch"]), str(row["python"]), libraries)


def differences(here: Machine, there: Machine, needed: Collection[str]) -> Iterator[str]:
    """Yield each difference of Python, of xfetch and of the ``needed`` libraries, in words: what the machine
    ``there`` has, and what ``here``.
    """
    if there.python != here.python:
        yield f"{there.python}, and here {here.python}"
    if there.xfetch != here.xfetch:
        yield "the code of its xfetch is another than here"
    for name in sorted(needed):
        own, other = (one.libraries.get(name, _NONE) for one in (here, there))
        if own != other:
            yield f"{name} {other}, and here {own}"


def needed_libraries(files: Iterable[Path]) -> frozenset[str]:
    """Return the names of the libraries that the Python files among these import, and of those that xfetch
    itself needs.
    """
    own = {_plain(one) for one in requires("xfetch") or () if "extra ==" not in one}
    modules: set[str] = set()
    for file in files:
        if file.suffix == ".py":
            modules.update(_imported(file))
    named = packages_distributions()
    return frozenset(own | {_plain(one) for name in modules for one in named.get(name, ())})


def _imported(file: Path) -> Iterator[str]:
    """Yield the first name of each module that a Python file imports; none if it cannot be read."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def _plain(name: str) -> str:
    """Return the name of a library without its version, and in one spelling: in small letters, with a hyphen
    for ``_`` and ``.``.
    """
    end = next((at for at, sign in enumerate(name) if not (sign.isalnum() or sign in "._-")), None)
    return name[:end].lower().replace("_", "-").replace(".", "-")


def _code() -> str:
    """Return a digest of xfetch's own files: an installation from a clone changes without a new version."""
    files = [
        Path(folder) / name
        for top in ("cli", "emulator")
        for folder, _, names in os.walk(_HOME / top)
        if not folder.endswith("__pycache__")
        for name in names
    ]
    total = blake2b(digest_size=16)
    for file in sorted(files):
        data = file.read_bytes()
        total.update(f"{file.relative_to(_HOME).as_posix()}:{len(data)}:".encode())
        total.update(data)
    return total.hexdigest()

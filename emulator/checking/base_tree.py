"""Lays out scenarios with the code that a git commit holds, so that both versions run through the same
scenarios.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import XfetchError
from ..integration.checkout import find_checkout
from ..integration.source import locate
from ..request.inputs import inputs_of
from ..request.target import target_of
from .affected import content_of, imported
from .check_one import CheckSettings, request_of
from .git_range import GitRange

_NOT_COPIED = shutil.ignore_patterns(".git", "__pycache__", "node_modules", ".venv*")


@dataclass(frozen=True)
class _Parts:
    """The files that the run of a scenario needs: the integration's code and yml; the folder of its package,
    None for a file outside a package; the content modules that it imports; and ``world``, the files of the
    scenario itself: its own file, the vendor file, events, recordings.
    """

    code: Path
    yml: Path | None
    package: Path | None
    content: tuple[Path, ...]
    world: frozenset[Path]


def lay_out(
    change: GitRange, scenarios: Iterable[Path], settings: CheckSettings, folder: Path
) -> Mapping[Path, Path]:
    """Copy the scenarios and what they use into ``folder``, with the integrations and content modules of the
    commit ``change.base``. Return the copy of each scenario.

    A scenario that cannot be read, or whose integration that commit does not hold, has none.
    """
    found = {}
    for path in scenarios:
        with suppress(XfetchError):
            parts = _parts_of(path, settings)
            if _lay_out(change, parts, folder):
                found[path] = folder / path.resolve().relative_to(change.root)
    return found


def _parts_of(path: Path, settings: CheckSettings) -> _Parts:
    request = request_of(path, settings)
    target = target_of(request.target)
    code, yml = (one.resolve() if one is not None else None for one in locate(target))
    assert code is not None
    world = {path.resolve(), *(file.resolve() for _, file in inputs_of(request) if file.is_file())}
    if request.product.vendor_file is not None:
        world.update(imported(request.product.vendor_file.resolve()))
    container = request.container
    checkout = find_checkout(target, container.content, container.content_variable)
    names = content_of(path, settings) if checkout is not None else ()
    modules = (checkout.module(name) for name in names if checkout is not None)
    package = code.parent if code.parent.name == code.stem else None
    content = tuple(sorted(one.resolve() for one in modules if one is not None))
    return _Parts(code, yml, package, content, frozenset(world - {code, yml} - {*content}))


def _lay_out(change: GitRange, parts: _Parts, folder: Path) -> bool:
    """Copy what one scenario uses. Return whether the commit holds its integration."""
    root, changed = change.root, set(change.files)
    if not parts.code.is_relative_to(root):
        return False
    old = {
        file: change.content(file)
        for file in (parts.code, parts.yml, *parts.content, *_helpers(parts, changed))
        if file is not None and file in changed
    }
    if old.get(parts.code, b"") is None:
        return False
    if parts.package is not None:
        copy = folder / parts.package.relative_to(root)
        shutil.copytree(parts.package, copy, ignore=_NOT_COPIED, dirs_exist_ok=True)
    for file in (parts.code, parts.yml, *parts.content, *parts.world):
        if file is not None and file.is_file() and file.is_relative_to(root):
            copy = folder / file.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
    for file, data in old.items():
        copy = folder / file.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if data is None:
            copy.unlink(missing_ok=True)
        else:
            copy.write_bytes(data)
    return True


def _helpers(parts: _Parts, changed: set[Path]) -> Iterator[Path]:
    """Yield the changed Python files beside the integration that it may import: not those of the scenario."""
    for file in changed:
        if file.parent == parts.package and file.suffix == ".py" and file not in parts.world:
            yield file

"""Finds the section of xfetch in a project's configuration file: ``[tool.xfetch]`` in ``pyproject.toml``, or
``[tool:xfetch]`` in ``setup.cfg``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import UsageError


@dataclass(frozen=True)
class ConfigFile:
    """The section of xfetch in a file. ``values`` are its values by key; in ``setup.cfg`` each is a text."""

    path: Path
    values: Mapping[str, Any]

    def where(self, *names: str) -> str:
        """Return how messages name the section, or the table of this name in it: ``pyproject.toml
        [tool.xfetch.run]``.
        """
        head = "tool.xfetch" if self.path.suffix == ".toml" else "tool:xfetch"
        return f"{os.path.relpath(self.path)} [{'.'.join((head, *names))}]"


def config_file(folder: Path) -> ConfigFile | None:
    """Return the section of the nearest file at or above ``folder`` that has one; None if there is none.
    In one folder ``pyproject.toml`` comes first.

    Raises UsageError for a broken file that names xfetch.
    """
    folder = folder.resolve()
    for home in (folder, *folder.parents):
        for name, read in (("pyproject.toml", _from_toml), ("setup.cfg", _from_cfg)):
            path = home / name
            if path.is_file():
                values = read(path)
                if values is not None:
                    return ConfigFile(path, values)
    return None


def _from_cfg(path: Path) -> Mapping[str, Any] | None:
    # Imported here: every command looks for the file, and few projects have this one.
    import configparser

    config = configparser.ConfigParser(interpolation=None)
    try:
        config.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError) as error:
        if "xfetch" not in path.read_text(encoding="utf-8", errors="replace"):
            return None
        raise UsageError(
            f"broken: {str(error).splitlines()[0]}", where=os.path.relpath(path)
        ) from error
    return dict(config["tool:xfetch"]) if config.has_section("tool:xfetch") else None


def _from_toml(path: Path) -> Mapping[str, Any] | None:
    text = path.read_text(encoding="utf-8", errors="replace")
    if "xfetch" not in text:
        return None
    table: Any = _toml(text, path).get("tool", {})
    section = table.get("xfetch") if isinstance(table, Mapping) else None
    return section if isinstance(section, Mapping) else None


def _toml(text: str, path: Path) -> Mapping[str, Any]:
    try:
        import tomllib
    except ModuleNotFoundError:  # Python 3.10
        import tomli as tomllib  # type: ignore[no-redef]
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"broken: {error}", where=os.path.relpath(path)) from error

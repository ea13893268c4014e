"""Resolves a TARGET that is a pack's folder or a sample's name."""

from __future__ import annotations

from pathlib import Path

from ..errors import LoadError
from .samples import sample_folder

_INTEGRATIONS = "Integrations"
_MOST_SHOWN = 12


def target_of(given: Path) -> Path:
    """Return the path of the integration that the user names.

    A sample's name becomes its folder; a pack's folder (``Packs/X`` or its ``Integrations``) becomes its
    only integration; any other path is returned unchanged. An existing file or folder takes precedence
    over a sample of the same name. Raises LoadError, with the names, for a pack with several integrations.
    """
    if not given.exists():
        sample = sample_folder(str(given))
        return given if sample is None else sample
    if not given.is_dir() or (given / f"{given.resolve().name}.py").is_file():
        return given
    folder = given if given.resolve().name == _INTEGRATIONS else given / _INTEGRATIONS
    found = _integrations(folder) if folder.is_dir() else []
    if len(found) > 1:
        more = (f"and {len(found) - _MOST_SHOWN} more",) if len(found) > _MOST_SHOWN else ()
        names = [str(path) for path in found[:_MOST_SHOWN]]
        raise LoadError(
            f"a pack with {len(found)} integrations: name one of them",
            where=str(given),
            advice=(*names, *more),
        )
    return found[0] if found else given


def _integrations(folder: Path) -> list[Path]:
    """The integrations in the folder: packages with Python code, and unified ymls."""
    return [path for path in sorted(folder.iterdir()) if _is_integration(path)]


def _is_integration(path: Path) -> bool:
    if path.is_file():
        return path.suffix == ".yml"
    if not path.is_dir():
        return False
    return any(path.glob("*.py")) or (any(path.glob("*.yml")) and not any(path.glob("*.js")))

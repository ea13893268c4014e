"""Find the integration that the user means by the name of a sample or of a folder above integrations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from ..errors import LoadError
from .samples import sample_folders

_INTEGRATIONS = "Integrations"
_MOST_SHOWN = 12


def target_of(given: Path) -> Path:
    """Return the path of the integration that the user names.

    A sample's name becomes its folder. A folder above integrations (a pack, ``Packs``, any folder of
    packages) becomes its only integration. Any other path is returned unchanged. An existing file or folder
    comes before a sample of the same name. Raises LoadError for a folder with several integrations, with
    their names, and for a name that looks like a typing mistake.
    """
    if not given.exists():
        samples = {folder.name: folder for folder in sample_folders()}
        sample = samples.get(str(given))
        if sample is None:
            _check_no_typo(given, samples)
        return sample or given
    if not given.is_dir() or _has_code(given):
        return given
    found = list(_below(given))
    if len(found) > 1:
        more = (f"and {len(found) - _MOST_SHOWN} more",) if len(found) > _MOST_SHOWN else ()
        raise LoadError(
            f"there are {len(found)} integrations in this folder: name one of them",
            where=str(given),
            advice=(*map(str, found[:_MOST_SHOWN]), *more),
        )
    return found[0] if found else given


def _check_no_typo(missing: Path, samples: Iterable[str]) -> None:
    """Raise LoadError if a TARGET does not exist and resembles an existing path or a sample's name."""
    folder = missing.parent
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    if missing.name == str(missing):
        names.extend(samples)
    near = get_close_matches(missing.name, names, n=2, cutoff=0.7)
    if near:
        guesses = " or ".join(dict.fromkeys(str(folder / name) for name in near))
        raise LoadError(
            "no such file or folder", where=str(missing), advice=(f"did you mean {guesses}?",)
        )


def _has_code(folder: Path) -> bool:
    """Whether the integration may be in this folder itself, not below it.

    That is so if the folder has a Python file, or a yml and no folder ``Integrations``.
    """
    if folder.resolve().name == _INTEGRATIONS:
        return False
    own = [path for path in folder.glob("*.py") if not path.name.startswith("__")]
    return bool(own) or (any(folder.glob("*.yml")) and not (folder / _INTEGRATIONS).is_dir())


def _below(folder: Path) -> Iterator[Path]:
    """Yield the integrations in a folder that is a pack, holds packs, or holds packages."""
    if folder.resolve().name == _INTEGRATIONS:
        yield from _integrations(folder)
    elif (folder / _INTEGRATIONS).is_dir():
        yield from _integrations(folder / _INTEGRATIONS)
    else:
        for child in sorted(folder.iterdir()):
            if (child / _INTEGRATIONS).is_dir():
                yield from _integrations(child / _INTEGRATIONS)
            elif (child / f"{child.name}.py").is_file():
                yield child


def _integrations(folder: Path) -> list[Path]:
    """Return the integrations in a pack's folder: packages with Python code, and unified ymls."""
    return [path for path in sorted(folder.iterdir()) if _is_integration(path)]


def _is_integration(path: Path) -> bool:
    if path.is_file():
        return path.suffix == ".yml"
    if not path.is_dir():
        return False
    return any(path.glob("*.py")) or (any(path.glob("*.yml")) and not any(path.glob("*.js")))

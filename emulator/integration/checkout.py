"""Find a checkout of Cortex XSOAR's content repository, with its CommonServerPython and ApiModules."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..errors import LoadError, UsageError

COMMON_SERVER = "CommonServerPython"
COMMON_SERVER_USER = "CommonServerUserPython"
CLASS_MODULE = "DemistoClassApiModule"
MOCK = "demistomock"
_BASE = Path("Packs/Base/Scripts")
_API_MODULES = Path("Packs/ApiModules/Scripts")


@dataclass(frozen=True)
class Checkout:
    """A checkout of the content repository; ``root`` is its folder that holds ``Packs``."""

    root: Path

    def module(self, name: str) -> Path | None:
        """Return the file of CommonServerPython or of an ApiModule; None if the checkout has no such
        module.
        """
        for folder in (_BASE, _API_MODULES):
            path = self.root / folder / name / f"{name}.py"
            if path.is_file():
                return path
        return None


def find_checkout(target: Path, option: str | None, variable: str | None) -> Checkout | None:
    """Find the content checkout: that of ``--content``, else of ``XFETCH_CONTENT``, else one around TARGET.

    The result has an absolute path, since it is used after a change of the working directory. Raises
    UsageError if the folder of the option or of the variable is not a readable checkout.
    """
    for value, source in ((option, "--content"), (variable, "XFETCH_CONTENT")):
        if value:
            return _named(Path(value).expanduser(), f"{source} {value}")
    for folder in target.resolve().parents:
        if _is_checkout(folder):
            return Checkout(folder)
    return None


def _named(root: Path, where: str) -> Checkout:
    try:
        if _is_checkout(root):
            return Checkout(root.absolute())
        missing = "no such folder" if not root.is_dir() else f"no {_BASE / COMMON_SERVER} in it"
    except OSError as error:
        missing = f"cannot be read: {error.strerror}"
    raise UsageError(
        f"the folder is not a checkout of the content repository: {missing}",
        where=where,
        advice=("give the folder that holds `Packs`",),
    )


def _is_checkout(folder: Path) -> bool:
    return (folder / _BASE / COMMON_SERVER / f"{COMMON_SERVER}.py").is_file()


def missing_api_module(file: str, name: str) -> LoadError:
    """Build the error for the import of a content module while there is no checkout that has it."""
    return LoadError(
        f"the integration needs {name}, and no checkout of the content repository provides it",
        where=file,
        advice=(
            "give a checkout of github.com/demisto/content: --content DIR (or XFETCH_CONTENT=DIR)",
            f"or a file in its place: --module {name}=FILE",
        ),
    )

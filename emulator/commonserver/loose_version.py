"""Load the class ``LooseVersion`` of ``distutils.version`` without loading setuptools."""

from __future__ import annotations

import sys
import warnings
from functools import cache
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Any

_NAME = "distutils.version"


@cache
def loose_version() -> Any:
    """Return the class ``LooseVersion`` of distutils.

    Where setuptools replaces distutils, importing distutils loads all of setuptools, which is the largest
    cost of a start. There only the file with the class is loaded. Raises ModuleNotFoundError without any
    distutils.
    """
    module = _by_itself() if _NAME not in sys.modules else None
    if module is not None:
        return module.LooseVersion
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from distutils.version import LooseVersion
    return LooseVersion


def _by_itself() -> ModuleType | None:
    """Load the one file of setuptools' distutils that holds ``LooseVersion``, without its packages.

    Return None if setuptools does not replace distutils or has no such file.
    """
    tools = util.find_spec("setuptools") if "_distutils_hack" in sys.modules else None
    for folder in (tools.submodule_search_locations or ()) if tools else ():
        path = Path(folder, "_distutils", "version.py")
        spec = util.spec_from_file_location(_NAME, path) if path.is_file() else None
        if spec is not None and spec.loader is not None:
            module = util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    return None

"""Flags for the version of Python and the operating system, which old code reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sys

__all__ = (
    "IS_PY3",
    "OS_LINUX",
    "OS_MAC",
    "OS_WINDOWS",
    "PY_VER_MINOR",
    "STRING_OBJ_TYPES",
    "STRING_TYPES",
)

IS_PY3 = True
PY_VER_MINOR = sys.version_info.minor
STRING_TYPES = (str, bytes)
STRING_OBJ_TYPES = (str,)

OS_LINUX = sys.platform.startswith("linux")
OS_MAC = sys.platform.startswith("darwin")
OS_WINDOWS = sys.platform.startswith("win32")

"""The expressions that integrations find compiled; the others are texts, in ``regexes``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re

    from .regexes import regexFlags

__all__ = ("md5Regex", "pascalRegex", "sha1Regex", "sha256Regex", "sha512Regex")

pascalRegex = re.compile("([A-Z]?[a-z]+)")
md5Regex = re.compile(r"\b[0-9a-fA-F]{32}\b", regexFlags)
sha1Regex = re.compile(r"\b[0-9a-fA-F]{40}\b", regexFlags)
sha256Regex = re.compile(r"\b[0-9a-fA-F]{64}\b", regexFlags)
sha512Regex = re.compile(r"\b[0-9a-fA-F]{128}\b", regexFlags)

"""Split identifiers into words: camelCase, snake_case, kebab-case and dotted names."""

from __future__ import annotations

import re

# Between "alert" and "Id", and between "URL" and "Path". The s of "IDs" belongs to the acronym.
_CASE_CHANGE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z](?!s(?![a-z]))[a-z])")
_WORD = re.compile(r"[a-z0-9]+")


def spaced(name: str) -> str:
    """Insert a blank before each new word that the letter case shows: ``alert IDs`` for ``alertIDs``."""
    return _CASE_CHANGE.sub(" ", name)


def words_of(name: str) -> list[str]:
    """Return the words of an identifier in lower case, without punctuation.

    ``securityAlertID`` and ``security_alert.id`` both give ``["security", "alert", "id"]``.
    """
    return _WORD.findall(spaced(name).lower())


def snake_case(name: str) -> str:
    """Return the words of an identifier, joined by underscores: ``start_time`` for ``$startTime``."""
    return "_".join(words_of(name))

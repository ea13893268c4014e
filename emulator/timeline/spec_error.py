"""A mistake in what describes a timeline, with the way to it."""

from __future__ import annotations

Path = tuple[str | int, ...]


class SpecError(ValueError):
    """``path`` are the keys and indexes that lead to the mistake, from the section's top."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message

"""One mapping of the ``api:`` section, as the scenario's reader reads it."""

from __future__ import annotations

from ....settings.section import Section, kind_of

__all__ = ["Section", "kind_of"]

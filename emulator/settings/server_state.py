"""The state that the server keeps for an instance between two fetches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..record.entries import Json


@dataclass(frozen=True)
class Stores:
    """The saved state; each value is replaced as a whole, never changed in place.

    ``last_run`` is what ``getLastRun`` returns. The integration context is separate, and every save increases
    its version by one. fetch-assets and mirroring have last runs of their own.
    Source: documented (last run, context) and observed in code (assets, mirror, versions).
    """

    last_run: Json = field(default_factory=dict)
    context: Mapping[str, Json] = field(default_factory=dict)
    context_version: int = 0
    assets_last_run: Json = field(default_factory=dict)
    mirror_last_run: Json = field(default_factory=dict)

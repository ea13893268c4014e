"""What the server keeps for one instance between two fetches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..record.entries import Json


@dataclass(frozen=True)
class Stores:
    """The committed state: each store is replaced as a whole, never changed in place.

    ``last_run`` is what ``getLastRun`` answers; the integration context is a store of its own with a
    version that grows by one with every save; fetch-assets and mirroring have theirs.
    Source: documented (last run, context) and observed in code (assets, mirror, versions).
    """

    last_run: Json = field(default_factory=dict)
    context: Mapping[str, Json] = field(default_factory=dict)
    context_version: int = 0
    assets_last_run: Json = field(default_factory=dict)
    mirror_last_run: Json = field(default_factory=dict)

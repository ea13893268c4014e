"""An event of the product, as its ground truth states it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .entries import Json


@dataclass(frozen=True, slots=True)
class Update:
    """From ``at`` on (aware, in UTC) the event shows these values in place of those it had."""

    at: datetime
    fields: Mapping[str, Json] = field(hash=False)


@dataclass(frozen=True, slots=True)
class VendorEvent:
    """Created at one time and visible to queries from another on; both aware, in UTC.

    ``fields`` are JSON values, as the product shows them; ``updates`` change them, in order of
    time. From ``removed`` on no query sees the event. ``in_scope`` is False where the instance's
    own settings exclude it. ``stream`` names which of a product's several lists it stands in.
    """

    id: str
    created: datetime
    visible: datetime
    fields: Mapping[str, Json] = field(default_factory=dict, hash=False)
    updates: tuple[Update, ...] = ()
    removed: datetime | None = None
    in_scope: bool = True
    stream: str = ""

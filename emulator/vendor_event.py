"""An event of the product, as its ground truth states it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class VendorEvent:
    """Created at one time and visible to queries from another on; both aware, in UTC."""

    id: str
    created: datetime
    visible: datetime

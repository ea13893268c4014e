"""One configured instance of an integration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..record.entries import Json


@dataclass(frozen=True)
class Instance:
    """``name`` as users see it (``HelloWorld_instance_1``), ``params`` as the code gets them;
    ``switch`` is the one that must be on for the server to call it."""

    name: str
    params: Mapping[str, Json] = field(repr=False)
    switch: str = "isFetch"

    @property
    def fetches(self) -> bool:
        """Whether the server would call it: its *Fetches incidents*, or events, is on (documented)."""
        return self.params.get(self.switch) is not False

    @property
    def incident_fetch_interval_s(self) -> float | None:
        """``incidentFetchInterval``, which is in minutes; None where it is unset or no number."""
        minutes = self.params.get("incidentFetchInterval")
        text = str(minutes).strip() if isinstance(minutes, (int, str)) else ""
        return int(text) * 60.0 if text.isdecimal() and 0 < int(text) < 10**6 else None


def default_name(integration: str) -> str:
    """The name that the product proposes for the first instance."""
    return f"{integration}_instance_1"

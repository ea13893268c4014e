"""A configured instance of an integration, and the state that the XSOAR server keeps for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..record.entries import Json


@dataclass(frozen=True)
class Instance:
    """A configured instance of an integration: its name and the parameters that the integration gets.

    ``switch`` names the parameter that must be on for the server to call the instance.
    """

    name: str
    params: Mapping[str, Json] = field(repr=False)
    switch: str = "isFetch"

    @property
    def fetches(self) -> bool:
        """Whether the server calls this instance (documented).

        It does unless the checkbox *Fetches incidents* (or events) is off.
        """
        return self.params.get(self.switch) is not False

    def fetch_interval_s(self, parameter: str) -> float | None:
        """Return the parameter with a fetch interval (minutes), such as ``incidentFetchInterval``, in
        seconds; None if it is unset, or not a whole number from 1 to 999,999.
        """
        minutes = self.params.get(parameter)
        text = str(minutes).strip() if isinstance(minutes, (int, str)) else ""
        return int(text) * 60.0 if text.isdecimal() and 0 < int(text) < 10**6 else None


def default_name(integration: str) -> str:
    """Return the name that XSOAR proposes for the first instance of an integration."""
    return f"{integration}_instance_1"


@dataclass(frozen=True)
class Stores:
    """The state that the server saves for an instance; each value is replaced as a whole, never in part.

    ``last_run`` is the result of ``getLastRun``. The integration context is separate, and every save
    increases its version by one. fetch-assets and mirroring have last runs of their own. Source: documented
    (last run, context) and observed in production's code (assets, mirror, versions).
    """

    last_run: Json = field(default_factory=dict)
    context: Mapping[str, Json] = field(default_factory=dict)
    context_version: int = 0
    assets_last_run: Json = field(default_factory=dict)
    mirror_last_run: Json = field(default_factory=dict)

"""Finds out whether the integration ever asked the product for events."""

from __future__ import annotations

from ...masking.logins import is_login, is_logout
from ...record.entries import Exchange
from ...record.fetch_run import FetchRun


class ReachedFold:
    """``reached`` becomes True when a fetch sends incidents, or when a request is answered that is neither
    a login nor a logout.

    While it is False, the product's events have nothing to do with this integration: none is missed.
    """

    def __init__(self) -> None:
        self.reached = False

    def see(self, run: FetchRun) -> None:
        """Read the next fetch."""
        if not self.reached:
            sent = bool(run.incidents or run.dropped)
            self.reached = sent or any(map(_may_hold_events, run.record.exchanges))


def _may_hold_events(exchange: Exchange) -> bool:
    return not (exchange.tried or is_login(exchange) or is_logout(exchange))

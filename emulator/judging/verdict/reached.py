"""Finds out whether the integration ever asked the product for events."""

from __future__ import annotations

from ...masking.logins import is_login, is_logout
from ...record.entries import Exchange
from ...record.fetch_run import FetchRun


class ReachedFold:
    """Reads the fetches; ``reached`` says whether one of them asked the product for events or sent incidents.

    A login or logout does not count. While ``reached`` is False, the product's events have nothing to do with
    this integration, so none of them is missed.
    """

    def __init__(self) -> None:
        self.reached = False

    def see(self, run: FetchRun) -> None:
        """Read the next fetch, and set ``reached`` if it asked the product for events or sent incidents."""
        if not self.reached:
            sent = bool(run.incidents or run.dropped)
            self.reached = sent or any(map(_may_hold_events, run.record.exchanges))


def _may_hold_events(exchange: Exchange) -> bool:
    return not (exchange.tried or is_login(exchange) or is_logout(exchange))

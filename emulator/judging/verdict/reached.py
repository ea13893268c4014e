"""Whether the integration ever got as far as the product's events."""

from __future__ import annotations

from ...masking.logins import is_login, is_logout
from ...record.entries import Exchange
from ...record.fetch_run import FetchRun


class ReachedFold:
    """Sees each fetch once. ``reached`` is False while no fetch sent anything, and no request but logins and
    logouts found an answer: then nothing ties the events to this integration, and no event can be missed."""

    def __init__(self) -> None:
        self.reached = False

    def see(self, run: FetchRun) -> None:
        """The next fetch."""
        if not self.reached:
            sent = bool(run.incidents or run.dropped)
            self.reached = sent or any(map(_may_hold_events, run.record.exchanges))


def _may_hold_events(exchange: Exchange) -> bool:
    return not (exchange.tried or is_login(exchange) or is_logout(exchange))

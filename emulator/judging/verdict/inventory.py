"""Whether the fetches of assets have sent a whole snapshot, and whether it held anything new."""

from __future__ import annotations

from datetime import datetime

from ...record.fetch_run import FetchRun


class Inventory:
    """Reads the successful fetches of assets in order.

    A fetch that asks to be called again is amid a snapshot: assets that it did not send may come next.
    """

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._fresh = False

    def see(self, run: FetchRun, *, fresh: bool) -> tuple[datetime, bool] | None:
        """Return when the first fetch of the snapshot began and whether any of them created something new;
        None while more is to come.
        """
        since = run.at if self._since is None else self._since
        fresh = fresh or self._fresh
        self._since, self._fresh = (since, fresh) if run.asks_again else (None, False)
        return None if run.asks_again else (since, fresh)

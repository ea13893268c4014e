"""Finds fetches before which a fault put back an earlier last run, or none: they may create events again."""

from __future__ import annotations

import re

from ...record.entries import Json
from ...record.fetch_run import FetchRun

_WORDS = "fault: last_run: "
_LEFT_BY = re.compile(r"cycle (\d+)")


class PutBackFold:
    """Reads the fetches in order and says which of the events created so far may be created again."""

    def __init__(self) -> None:
        self._last: Json = None

    def see(self, run: FetchRun) -> range | None:
        """Return the cycles whose events this fetch and the later ones may create again, because a fault put
        back a state from before these cycles. Return None if no fault did so.

        If the state is empty, or is not one that a cycle left, these are all cycles before this one.
        """
        before, last = run.last_run.before, self._last
        self._last = run.last_run.after
        if before == last or run.cycle == 1:
            return None
        texts = [one.message for one in run.record.logs if one.message.startswith(_WORDS)]
        if not texts:
            return None
        left_by = _LEFT_BY.fullmatch(texts[-1].removeprefix(_WORDS))
        return range(int(left_by[1]) + 1 if left_by else 1, run.cycle)

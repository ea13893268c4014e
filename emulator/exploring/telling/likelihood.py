"""How likely a world shows a find, and how many worlds in a row must not show it before a fix can be
trusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log, log1p, sqrt

# The normal quantile of an interval that holds the true share in 95 of 100 searches.
_QUANTILE = 1.959964
_DOUBT = 0.05


@dataclass(frozen=True)
class Likelihood:
    """How likely a world shows a find: ``shown`` of ``worlds`` did. ``low`` and ``high`` are the bounds of
    its share of all worlds (Wilson's interval, 95 %).
    """

    shown: int
    worlds: int

    @property
    def share(self) -> float:
        return self.shown / self.worlds if self.worlds else 0.0

    @property
    def low(self) -> float:
        return max(self._middle - self._half, 0.0) if self.shown else 0.0

    @property
    def high(self) -> float:
        return min(self._middle + self._half, 1.0) if self.shown < self.worlds else 1.0

    @property
    def clean_worlds(self) -> int:
        """How many worlds in a row must not show the find before it is mended with 95 % confidence, even if
        its share is at the lower bound. At least 1.
        """
        if self.low >= 1:
            return 1
        return max(ceil(log(_DOUBT) / log1p(-max(self.low, 1e-6))), 1)

    @property
    def words(self) -> str:
        """The share in words: ``in 7 of 40 worlds (9–32 %)``."""
        low, high = _percent(self.low), _percent(self.high)
        return f"in {self.shown} of {self.worlds} worlds ({low}–{high} %)"

    @property
    def _middle(self) -> float:
        squared = _QUANTILE**2
        return (self.shown + squared / 2) / (self.worlds + squared)

    @property
    def _half(self) -> float:
        squared, share = _QUANTILE**2, self.share
        spread = sqrt(share * (1 - share) * self.worlds + squared / 4)
        return _QUANTILE * spread / (self.worlds + squared)


def _percent(share: float) -> str:
    percent = share * 100
    return f"{percent:.0f}" if percent >= 9.5 or not percent else f"{percent:.1g}"

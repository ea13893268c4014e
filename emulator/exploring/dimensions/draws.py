"""The random values of one world. They depend only on the seed and on the number of the world."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")
# So many worlds make a block, which holds each shape as often as its share says.
BLOCK = 64


class Draws:
    """A source of random values. The same seed and index give the same values, in every process."""

    def __init__(self, seed: int, index: int) -> None:
        self.random = Random(f"{seed}/{index}")
        # In the blocks of a search, worlds of one shape have the same place. Each of them is another turn.
        self._turn = sum(divmod(index, BLOCK))

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number from ``low`` to ``high``, both included."""
        return low + int(self.random.random() * (high - low + 1))

    def real(self, low: float, high: float) -> float:
        """Draw a number from ``low`` to below ``high``, in steps of a thousandth."""
        return round(low + self.random.random() * (high - low), 3)

    def chance(self, share: float) -> bool:
        """Return True with the probability ``share``."""
        return self.random.random() < share

    def pick(self, values: Sequence[T]) -> T:
        """Return one of the values at random, each as likely as the others."""
        return values[int(self.random.random() * len(values))]

    def turn(self, values: Sequence[T]) -> T:
        """Return the values one after the other, a different one for each world of the same shape, so that a
        few worlds have all of them.
        """
        return values[self._turn % len(values)]

    def weighted(self, values: Sequence[T], weights: Sequence[float]) -> T:
        """Return one of the values at random; ``weights`` say how likely each is."""
        at = self.random.random() * sum(weights)
        for value, weight in zip(values, weights, strict=True):
            at -= weight
            if at < 0:
                return value
        return values[-1]

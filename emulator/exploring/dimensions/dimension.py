"""A dimension: one way in which worlds differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..ground import Ground
from ..world import World
from .draws import Draws


@dataclass(frozen=True)
class Dimension:
    """One way in which worlds differ: ``apply`` returns the world with a drawn change.

    ``name`` is what ``--only`` and reports call it, ``words`` say what it does to a world. ``weight`` is how
    often it is drawn on top of a shape, beside the others; 0 for never.
    """

    name: str
    words: str
    apply: Callable[[Ground, Draws, World], World]
    weight: float = 1.0

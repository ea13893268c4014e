"""A dimension: one way in which worlds differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..ground import Ground
from ..world import World
from .draws import Draws


@dataclass(frozen=True)
class Dimension:
    """One way in which worlds differ. ``apply`` gets a world and returns it with a random change.

    ``name`` is what ``--only`` and reports call it, ``words`` say what it does to a world. ``weight`` is how
    often it is drawn for a world, in comparison with the other dimensions; 0 for never.
    """

    name: str
    words: str
    apply: Callable[[Ground, Draws, World], World]
    weight: float = 1.0

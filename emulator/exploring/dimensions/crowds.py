"""Dimensions that need many events of one time: more than a page that the code asks for."""

from __future__ import annotations

from dataclasses import replace
from math import floor

from ..ground import Ground
from ..world import World
from .dimension import Dimension
from .draws import Draws
from .events import SPAN, born, interval_s

# A crowd fills one page, two, or ten: from ten on, numbers of pages have two digits.
_PAGES = (1, 2, 10)
_MOST, _MOST_AT_ONCE = 320, 100
_USUAL_PAGE = 10
# So many fetches bring a crowd, where the limit allows that.
_FETCHES = 3


def _crowd(ground: Ground, draws: Draws, world: World) -> World:
    """Add more events of one time than the pages hold that the code asks for."""
    page = draws.turn(ground.asked_pages or (_USUAL_PAGE,))
    count = min(page * draws.turn(_PAGES) + draws.whole(1, 3), _MOST)
    if ground.limit_name and ground.promises.crowd:
        limit = min(max(count // _FETCHES, ground.limit), _MOST_AT_ONCE)
        world = replace(world, params={**world.params, ground.limit_name: str(limit)})
    every_s = interval_s(ground, world)
    at_s = draws.whole(0, SPAN - 2) * every_s + floor(draws.real(0.1, 0.9) * every_s)
    stream = draws.pick(ground.streams)
    return world.with_events(*(born(ground, at_s, stream) for _ in range(count)))


CROWD = Dimension("crowd", "more events of one time than a page that the code asks for", _crowd, 0)

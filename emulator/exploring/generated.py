"""Make world *i* of a seed: a named shape, and a few random changes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from math import ceil
from random import Random

from ..record.entries import Json
from ..settings.units import parse_instant
from ..timeline.made_fields import Born, Make, maker
from .dimensions.dimension import Dimension
from .dimensions.draws import Draws
from .dimensions.events import interval_s, limit_of
from .dimensions.failures import FAULT_DIMENSIONS
from .dimensions.odd_fields import with_oddity
from .dimensions.settings import SETTING_DIMENSIONS
from .ground import Ground, first_fetch_of
from .product_facts import Kind, ids_of
from .shapes import BLOCK, DIMENSIONS, SHAPES, Shape
from .world import OUT_OF, QUIET, World, WorldEvent, shown

# A fetch brings at least so many assets of a snapshot.
_ASSETS_AT_ONCE = 4
# So exactly a first fetch may reckon how far it looks back.
_JUST_BEFORE_S = 60.0
# How many draws a world has on top of its shape, and how often.
_MOST_DRAWS = (0, 1, 2, 3, 5, 8, 15)
_HOW_OFTEN = (8, 8, 5, 3, 1.5, 0.8, 0.3)
# Ids are counted from one of these, so that they get longer within a world too.
_FIRST_IDS = (1, 1, 1, 8, 98, 1001)


@cache
def shapes_of_a_block() -> tuple[Shape, ...]:
    """Return the shape of each world of a block (64 worlds): each shape once, then again those with a larger
    share.
    """
    return tuple(_in_rounds())


def _in_rounds() -> Iterator[Shape]:
    for number in range(max(shape.share for shape in SHAPES)):
        yield from (shape for shape in SHAPES if number < shape.share)


def world_of(ground: Ground, seed: int, index: int, only: Collection[str] = ()) -> World:
    """Return world ``index`` of a seed. It depends on nothing but the arguments.

    ``only`` names the dimensions that may be drawn, empty for all. Of its shape, the world then keeps only
    the named dimensions and ``spread``.
    """
    draws = Draws(seed, index)
    shape = shapes_of_a_block()[index % BLOCK]
    world = World(index, shape.name)
    parts = [part for part in shape.parts if not only or part.name in only or part.name == "spread"]
    # The first world of each shape shows the shape alone.
    plain = index < len(SHAPES)
    drawn = () if plain else sorted(_drawn(draws, only), key=_ORDER.__getitem__)
    for part in (*(one for one in drawn if one in _SETTINGS), *parts):
        world = part.apply(ground, draws, world)
    for part in (one for one in drawn if one not in _SETTINGS):
        world = part.apply(ground, draws, world)
    if not world.events:
        world = DIMENSIONS[0].apply(ground, draws, world)
    more = _more_faults(ground, draws, world, only)
    for part in more:
        world = part.apply(ground, draws, world)
    names = tuple(dict.fromkeys(part.name for part in (*parts, *drawn, *more)))
    return numbered(ground, draws, replace(world, drawn=names))


# Events first, then what changes them; settings come before both.
_ORDER = {dimension: number for number, dimension in enumerate(DIMENSIONS)}
_SETTINGS = frozenset(SETTING_DIMENSIONS)


def _drawn(draws: Draws, only: Collection[str]) -> list[Dimension]:
    count = draws.weighted(_MOST_DRAWS, _HOW_OFTEN)
    usable = [one for one in DIMENSIONS if one.weight and (not only or one.name in only)]
    if not usable:
        return []
    return [draws.weighted(usable, [one.weight for one in usable]) for _ in range(count)]


def _more_faults(
    ground: Ground, draws: Draws, world: World, only: Collection[str]
) -> list[Dimension]:
    """Draw more faults for a world that has one, until it has ``ground.most_faults``."""
    usable = [one for one in FAULT_DIMENSIONS if not only or one.name in only]
    count = ground.most_faults - len(world.faults)
    if not world.faults or not usable:
        return []
    return [draws.weighted(usable, [one.weight for one in usable]) for _ in range(count)]


def numbered(ground: Ground, draws: Draws, world: World) -> World:
    """Give the events ids, in the order of their creation, and the fields of a kind of event. Set how many
    quiet fetches end the run: more where fetches need time for unwanted events or for assets.
    """
    start = parse_instant(world.start, "") if world.start else ground.request.scenario.start
    id_of = ids_of(ground.id_template)
    kinds = [(kind, maker(kind.fields)) for kind in ground.kinds]
    events: list[WorldEvent] = []
    reach_s = (first_fetch_of(world.params) or ground.first_fetch_s) if ground.shows_all else 0.0
    ordered = sorted(
        _of_clear_age(world.events, reach_s), key=lambda event: (event.created_s, event.seen_s)
    )
    first = draws.pick(_FIRST_IDS) if world.first_id is None else world.first_id
    for number, event in enumerate(ordered, first):
        random = Random(event.kin) if event.kin else draws.random
        of_stream = [one for one in kinds if one[0].stream == event.stream] or kinds
        now, later = _either_side(event, of_stream)
        of_stream = now or of_stream
        kind, make = of_stream[int(random.random() * len(of_stream))]
        born = Born(number, id_of(number), shown(start, event.created_s))
        changes = tuple(
            replace(one, fields=_changed(draws, make(draws.random, born))) if kind.fields else one
            for one in event.changes
        )
        fields = make(random, born) if kind.fields else {}
        if now and later:
            other = draws.pick(later)[1](draws.random, born)
            moved = {name: value for name, value in other.items() if fields.get(name) != value}
            changes = tuple(replace(one, fields=moved) for one in changes)
        events.append(
            replace(
                event,
                id=born.id,
                fields=with_oddity(draws, fields, event.odd) if event.odd else fields,
                usual=fields if event.odd else None,
                in_scope=event.in_scope
                and (kind.in_scope or bool(now and later))
                and not _is_too_old(event, reach_s),
                crosses=event.crosses if now and later else "",
                changes=changes,
                kin=0,
            )
        )
    # A fetch may have to pass the events that it does not want, a page at a time, before it brings others.
    unwanted = sum(not event.in_scope for event in events)
    quiet = QUIET + ceil(unwanted / max(limit_of(ground, world), 1))
    if ground.assets_interval_s:
        # Assets are sent all again, a page in each fetch: the calm at the end lasts until they are, and
        # until the rarer of the two commands had its turn. The longest list may be theirs.
        at_once = _ASSETS_AT_ONCE
        if ground.assets_only:
            at_once = min(at_once, limit_of(ground, world))
        longest = max(Counter(event.stream for event in events).values(), default=0)
        pages = ceil(longest / max(at_once, 1)) + 1
        every_s = interval_s(ground, world)
        share = 1.0 if ground.assets_only else ground.assets_interval_s / every_s
        quiet = quiet + pages * ceil(share) if share >= 1 else pages + quiet * ceil(1 / share)
    return replace(world, events=tuple(events), quiet=quiet, first_id=None)


def _either_side(
    event: WorldEvent, kinds: Sequence[tuple[Kind, Make]]
) -> tuple[list[tuple[Kind, Make]], list[tuple[Kind, Make]]]:
    """Return the kinds that an event which crosses the filter may have before that, and after it; nothing for
    any other event.
    """
    if not event.crosses:
        return [], []
    wanted = [one for one in kinds if one[0].in_scope and one[0].fields]
    others = [one for one in kinds if not one[0].in_scope and one[0].fields]
    if not (wanted and others):
        return [], []
    return (wanted, others) if event.crosses == OUT_OF else (others, wanted)


def _is_too_old(event: WorldEvent, reach_s: float) -> bool:
    """Whether an event is older than the first fetch looks back; 0 stands for no bound."""
    return bool(reach_s) and event.created_s < -reach_s


def _of_clear_age(events: Iterable[WorldEvent], reach_s: float) -> Iterator[WorldEvent]:
    """Yield the events without those just before the first fetch's window: whether it brings them may depend
    on how exactly it reckons.
    """
    for one in events:
        if not _is_too_old(one, reach_s) or _is_too_old(one, reach_s + _JUST_BEFORE_S):
            yield one


def _changed(draws: Draws, fields: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return one of the fields, with its value: what an update changes."""
    name = draws.pick(sorted(fields))
    return {name: fields[name]}

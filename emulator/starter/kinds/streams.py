"""Find the lists of a product that hold events which no other list has: one fetch may read two kinds of
event.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from ...record.entries import CheckedJson
from ...record.fetch_run import FetchRun
from ..endpoint import Endpoint, endpoints_of
from ..route_guesses import is_list
from .kept_ids import ids_in

Place = tuple[str, str]


def read_together(
    routes: Sequence[Mapping[str, CheckedJson]],
    endpoints: Sequence[Endpoint],
    runs: Iterable[FetchRun],
    ids: frozenset[str] = frozenset(),
) -> tuple[Place, ...]:
    """Return the lists that one and the same fetch reads, as pairs of method and path; empty if no fetch
    reads more than one. Lists that are asked by ids do not count.

    ``ids`` are the ids of the events: a path may hold one.
    """
    lists = {
        (one.method, one.path)
        for route, one in zip(routes, endpoints, strict=True)
        if is_list(route) and not _asks_by_id(route)
    }
    together = [lists & set(endpoints_of(run.record.exchanges, run.at, ids)) for run in runs]
    found = {place for places in together if len(places) > 1 for place in places}
    return tuple(place for place in ((one.method, one.path) for one in endpoints) if place in found)


def _asks_by_id(route: Mapping[str, CheckedJson]) -> bool:
    known: CheckedJson = route.get("filter", {})
    rows = known if isinstance(known, list) else [known]
    return any("in" in row.get("id", {}) for row in rows) or "@ids" in str(route.get("answer"))


def names_of(places: Sequence[Place]) -> dict[Place, str]:
    """Return a name for the events of each of these lists: the last word of its path that no other name
    uses.
    """
    found: dict[Place, str] = {}
    for method, path in places:
        words = re.findall(r"[A-Za-z][\w-]*", re.sub(r"\{.*?\}", "", path))
        free = (word for word in reversed(words) if word not in found.values())
        found[method, path] = next(free, f"events-{len(found) + 1}")
    return found


def created_of(
    runs: Iterable[FetchRun], names: Mapping[Place, str], ids: Mapping[str, Collection[str]]
) -> dict[Place, str]:
    """Return those lists, with their names, whose events became incidents in these runs. ``ids`` maps a name
    to the ids of its events.
    """
    kept = {one for run in runs for one in ids_in(run)}
    return {place: name for place, name in names.items() if kept & set(ids[name])}

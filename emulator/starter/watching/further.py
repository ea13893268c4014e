"""Run an integration further when its events already become incidents: with the filters, cursors, lists and
ids that its requests have shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import pairwise

from ..bounds.event_keys import constants_of
from ..cursor import cursors_in
from ..endpoint import Endpoint, serials_of
from ..kinds.kept_ids import ids_in, keys_sent, keys_to_number
from ..kinds.streams import created_of, names_of, read_together
from ..making.ids import ids_like
from ..making.made import made_of
from .watch import Tried, Watch

# How many keys of an event are tried as the one that an incident keeps as its id.
_FEW_IDS = 3
# Ends a fetch that asks for more and more after some 75 requests, and is within a client's own limit.
_SLOW_S = 4.0


def narrow(watching: Watch) -> None:
    """Run again with the filters that requests of the best run showed for the first time. They are dropped if
    no incident is created with them.
    """
    best = watching.best
    if not best.created or not watching.may_go_on:
        return
    made = made_of(tuple(watching.seen.values()), best.guess)
    serials = serials_of(best.runs, constants_of(made.event, made.fields))
    new = any(
        place not in best.known or one.bounds != best.known[place].bounds
        for place, one in watching.seen.items()
    )
    # Filters were left out while nothing came, for another reason perhaps that is known by now.
    if best.guess.filtered and best.guess.paged and not (serials or new):
        return
    whole = replace(best.guess, serials=serials, filtered=True, paged=True)
    done = watching.run(whole)
    if not done.created and watching.may_go_on:
        done = watching.run(replace(whole, paged=False))
    if not done.created:
        for place, one in best.known.items():
            watching.seen[place] = replace(watching.seen[place], bounds=one.bounds)


def go_on(watching: Watch, done: Tried) -> None:
    """Find out whether the integration sends a value of an answer in a later request (a cursor). If it does,
    run again with this cursor in the API.

    ``done`` is the run that is to be continued: it created incidents, or a fetch asked without an end. To
    find the cursor, the integration runs once with such a value offered in every answer. Simulated time ends
    a fetch that follows them for ever.
    """
    endpoints = tuple(watching.seen.values())
    made = made_of(endpoints, done.guess)
    offers = made_of(endpoints, replace(done.guess, offers=True)).routes != made.routes
    goes_on = done.created or done.endless
    known = done.guess.cursors or done.guess.tells_more
    if known or not goes_on or not offers or not watching.may_go_on:
        return
    scenario = replace(watching.request.scenario, latency_s=_SLOW_S)
    slow = replace(watching.request, scenario=scenario)
    aside = replace(watching, request=slow, seen=dict(watching.seen), tries=[])
    offered_to = aside.run(replace(done.guess, offers=True))
    cursors = cursors_in(offered_to.runs, watching.seen)
    if not cursors:
        _count_on(watching, done, aside.seen)
        return
    more = watching.run(replace(done.guess, cursors=cursors))
    if any(one.always for one in cursors) and watching.may_go_on:
        # The code may send the cursor where it has one, and ask as before without it.
        absent = tuple(replace(one, always=False) for one in cursors)
        without = watching.run(replace(done.guess, cursors=absent))
        ids = ids_like(made.id)
        # Where the requests name another position, the cursor is that of a next page only.
        asks = any(watching.seen[one.method, one.path].bounds for one in absent)
        lost = _events_of(more, ids) - _events_of(without, ids)
        watching.tries.remove(more if lost < 0 or (asks and not lost) else without)


def _events_of(done: Tried, ids: Collection[str]) -> int:
    """Return how many of the events became incidents, once or more often."""
    return len({one for run in done.runs for one in ids_in(run)} & set(ids))


def _count_on(watching: Watch, done: Tried, offered_to: Mapping[tuple[str, str], Endpoint]) -> None:
    """Run again with answers that say whether another page follows, if the requests count pages or events.

    ``offered_to`` are the endpoints of a run in which another page always followed: it shows how the second
    page is asked for.
    """
    before = dict(watching.seen)
    for place, one in offered_to.items():
        if place in before and set(one.page) - set(before[place].page):
            watching.seen[place] = replace(
                before[place], later={**one.later, **before[place].later}
            )
    if not any({"offset", "number"} & set(one.page) for one in watching.seen.values()):
        return
    more = watching.run(replace(done.guess, tells_more=True))
    if not (more.created and more.ok >= done.ok):
        watching.tries.remove(more)
        watching.seen.update(before)


def separate(watching: Watch) -> None:
    """Run again with different events in each list that a fetch reads.

    If no event of a list becomes an incident, the list holds no events. If the events of a list become
    incidents only together with those of another, all lists show the same events again.
    """
    best = watching.best
    endpoints = tuple(watching.seen.values())
    made = made_of(endpoints, best.guess)
    places = read_together(made.routes, endpoints, best.runs, ids_like(made.id))
    if not best.created or len(places) < 2 or not watching.may_go_on:
        return
    names = names_of(places)
    guess = replace(best.guess, streams=names)
    done = watching.run(guess)
    shares = made_of(tuple(watching.seen.values()), guess).ids
    found = created_of(done.runs, names, shares)
    if found == names:
        return
    watching.tries.remove(done)
    if not found or not watching.may_go_on:
        return
    beside = frozenset(place for place in names if place not in found)
    apart = watching.run(replace(guess, streams=found if len(found) > 1 else {}, beside=beside))
    if not (apart.created and apart.ok >= best.ok):
        watching.tries.remove(apart)


def show_once(watching: Watch) -> None:
    """Run again with lists that show each event only once, if fetches create the same events again and again
    because no request says where to continue.
    """
    best = watching.best
    kept = [ids_in(run) & ids_like("{n}") for run in best.runs]
    again = any(one & other for one, other in pairwise(kept))
    endpoints = tuple(watching.seen.values())
    asked = any(one.changing or one.bounds for one in endpoints)
    if best.guess.queue or best.guess.cursors or asked or not again or not watching.may_go_on:
        return
    done = watching.run(replace(best.guess, queue=True))
    if not (done.created and done.ok >= best.ok):
        watching.tries.remove(done)


def identify(watching: Watch) -> None:
    """Run again with the event's id under other keys of the events. This is done if the incidents keep none
    of the ids, or if a request sends a value that is the same in each event.
    """
    best = watching.best
    made = made_of(tuple(watching.seen.values()), best.guess)
    ids = ids_like(made.id)
    sent = keys_sent(watching.seen.values(), made.fields)
    if sent and watching.may_go_on:
        done = watching.run(replace(best.guess, kept_ids=tuple(sent)))
        if done.created and done.ok >= best.ok:
            for place in [
                one for one in watching.seen if set(sent.values()) & set(one[1].split("/"))
            ]:
                del watching.seen[place]
        else:
            watching.tries.remove(done)
        best = watching.best
    for name in keys_to_number(best.runs, made.event, made.fields, ids)[:_FEW_IDS]:
        if not watching.may_go_on:
            return
        done = watching.run(replace(best.guess, kept_ids=(*best.guess.kept_ids, name)))
        if done.created and not keys_to_number(done.runs, made.event, made.fields, ids):
            return
        watching.tries.remove(done)

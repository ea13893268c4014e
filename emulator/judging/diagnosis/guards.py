"""Finds the guard that should have kept an event from being created again (a comparison of ids), and why
it failed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...record.entries import Json
from ...record.fetch_run import SAVERS, FetchRun
from ...record.id_guess import is_id_name
from ...record.json_path import text_of
from ...record.trace import ASSIGN, TEST, Shown, Step
from ..cause import DECIDED, GUARD, LOST, Cause, Place, present
from ..verdict.last_run_cursor import state_values
from .comparisons import memberships
from .deciding import computed, last_to
from .lines import kept_out
from .scene import Scene, mentions

# An expression over all events, such as a comprehension.
_AT_ONCE = re.compile(r" for |\bmap\(|\bset\(|\blist\(|\bsorted\(")

_NAME = re.compile(r"[A-Za-z_]\w*")


def guard_of(scene: Scene, cycle: int) -> Step | None:
    """Return the guard: the condition that looked for the event's id in a collection of known ids, and did
    not find it. None without one.
    """
    trace = scene.trace(cycle)
    if trace is None:
        return None
    for step in trace.steps:
        if step.kind == TEST and scene.id in step.events and compares_ids(step, scene.id):
            return step
    return None


def compares_ids(step: Step, identifier: str) -> bool:
    """Whether a condition looked for an event's id in a collection."""
    return _compared(step, identifier) is not None


def unknown_id(step: Step, identifier: str) -> bool:
    """Whether a condition looked for an event's id in a collection that does not hold it."""
    found = _compared(step, identifier)
    return found is not None and not mentions(found[1].value, identifier)


def _compared(step: Step, identifier: str) -> tuple[Shown, Shown] | None:
    """Return the id and the collection in which a condition looked for it: both sides of its ``in``. None
    where it looked for no id.
    """
    shown = {one.name: one for one in step.values}
    for own, held in memberships(step.text):
        one, many = shown.get(own), shown.get(held)
        if one is None or many is None or not is_collection(many):
            continue
        if one.value.strip("'\"") == identifier:
            return one, many
    return None


def is_its_id(scene: Scene, shown: Shown) -> bool:
    """Whether a value is the event's id. A number may equal it by chance, so its name must say so."""
    if shown.value.strip("'\"") != scene.id:
        return False
    leaf = scene.identity.path.rpartition(".")[2]
    words = _NAME.findall(shown.name)
    return shown.type != "int" or leaf in words or is_id_name(next(iter(words[-1:]), ""))


def is_collection(shown: Shown) -> bool:
    return shown.type in ("list", "set", "tuple", "dict", "frozenset", "deque", "dict_keys")


def guarded(scene: Scene, first: int, again: int, guard: Step, places: tuple[Place, ...]) -> Cause:
    """Return the cause where the condition ``guard`` looked for the event's id among known ids and did not
    find it: the known ids have another type, were never saved, or were dropped from the saved state.
    """
    found = _compared(guard, scene.id)
    if found is None:
        raise ValueError(f"no guard: {guard.text}")
    own, held = found
    place = Place.of(GUARD, guard, again)
    if mentions(held.value, scene.id):
        return Cause(
            "ids-of-other-type",
            f"`{guard.text}`: {own.name} is {own.value} ({own.type}), and {held.name} holds {held.value}"
            f"{_as_keys(held)}",
            present((place, *places)),
            when="always: the comparison can never hold",
        )
    lost = lost_of(scene, first, again)
    if lost is None:
        return Cause(
            "ids-never-saved",
            f"cycle {first} did not save id {scene.id}, so `{guard.text}` let it through in cycle {again}",
            present(
                (
                    _unsaved(scene, first) or left_out(scene, first, guard),
                    _by_caller(scene, again, guard),
                    place,
                    saved_line(scene, first),
                    *places,
                )
            ),
        )
    cycle, key = lost
    dropped = _bounded(scene, again, held) or dropped_line(scene, cycle, key)
    return Cause(
        "ids-forgotten",
        f"cycle {cycle} dropped id {scene.id} from `{key}`, so `{guard.text}` let it through in cycle"
        f" {again}",
        present((dropped, place, *places)),
        when="an event comes again after a fetch that replaced the ids",
    )


def _as_keys(held: Shown) -> str:
    return ", since a saved object comes back with texts as keys" if held.type == "dict" else ""


def _unsaved(scene: Scene, cycle: int) -> Place | None:
    """Return the condition that kept the event's id out of the saved state, but not the ids of other
    events; None without one.
    """
    run = scene.runs.get(cycle)
    state = text_of(run.last_run.after) if run is not None else ""
    calls = run.record.named(*SAVERS) if run is not None else ()
    state += "".join(text_of(call.args.get("value")) for call in calls)
    others = [one for one in scene.truth if one != scene.id and mentions(state, one)]
    step = kept_out(scene.trace(cycle), scene.id, others)
    return Place.of(DECIDED, step, cycle) if step is not None else None


def left_out(scene: Scene, cycle: int, guard: Step) -> Place | None:
    """Return the line that made a list of ids for the saved state at once, after the guard had let the event
    through, and without its id. None without one: ids that are noted one by one are noted elsewhere.
    """
    trace, run = scene.trace(cycle), scene.runs.get(cycle)
    if trace is None or run is None:
        return None
    names, through, found = frozenset(_keys(run.last_run.after)), False, None
    for step in trace.steps:
        own = step.kind == TEST and scene.id in step.events
        through = through or (own and (step.line, step.text) == (guard.line, guard.text))
        if not through or step.kind != ASSIGN or step.outcome not in names:
            continue
        made = computed(trace, step)
        if (
            _AT_ONCE.search(made.text)
            and is_collection(made.values[0])
            and not mentions(made.values[0].value, scene.id)
        ):
            found = made
    return Place.of(LOST, found, cycle) if found is not None else None


def _by_caller(scene: Scene, cycle: int, guard: Step) -> Place | None:
    """Return the condition in the calling function that tested the result of the function with the guard;
    None if the guard itself stands where the event is handled.
    """
    trace = scene.trace(cycle)
    if trace is None:
        return None
    for step in trace.steps[trace.steps.index(guard) + 1 :][:1]:
        if step.kind == TEST and step.frame != guard.frame and scene.id in step.events:
            return Place.of(GUARD, step, cycle)
    return None


def _keys(state: Json) -> Iterator[str]:
    """Yield the keys of a saved state and of the objects in it."""
    for key, value in state.items() if isinstance(state, dict) else ():
        yield key
        yield from _keys(value)


def _bounded(scene: Scene, cycle: int, held: Shown) -> Place | None:
    """Return the line that made the collection of known ids if it has a maximal length (a ``deque``), so
    that it drops its oldest ids itself; else None.
    """
    trace = scene.trace(cycle)
    if held.type != "deque" or trace is None:
        return None
    step = last_to(trace, held.name.rpartition(".")[2])
    return Place.of(LOST, step, cycle) if step is not None else None


def lost_of(scene: Scene, first: int, again: int) -> tuple[int, str] | None:
    """Return the cycle that dropped the event's id from the saved state, and the key that had contained
    it; None if the id was never lost.
    """
    states = ((cycle, scene.runs[cycle].last_run.after) for cycle in sorted(scene.runs))
    return lost_in((item for item in states if first <= item[0] < again), scene.id)


def lost_in(states: Iterable[tuple[int, Json]], identifier: str) -> tuple[int, str] | None:
    """Return the first cycle whose saved state no longer contains ``identifier`` although an earlier state
    did, and the key that had contained it. None if it was never lost.

    ``states`` are pairs of a cycle and the state saved after it, in order.
    """
    key = ""
    for cycle, state in states:
        found = _key_of(state, identifier)
        if found:
            key = found
        elif key:
            return cycle, key
    return None


def emptied_in(runs: Iterable[FetchRun]) -> int:
    """Return the first cycle that saved a last run without any text or number, although it had got one that
    has some; 0 without such a cycle.
    """
    for run in runs:
        change = run.last_run
        if (
            change.saved
            and any(state_values(change.before))
            and not any(state_values(change.after))
        ):
            return run.cycle
    return 0


def _key_of(state: object, identifier: str) -> str:
    """Return the top-level key of a saved state whose value contains the id; empty without one."""
    if not isinstance(state, dict):
        return ""
    for key, value in state.items():
        if isinstance(value, (list, dict, str)) and mentions(text_of(value), identifier):
            return str(key)
    return ""


def dropped_line(scene: Scene, cycle: int, key: str) -> Place | None:
    """Return the line that last assigned ``key``, from which the event's id was dropped; if it is unknown,
    the line of ``saved_line``.
    """
    trace = scene.trace(cycle)
    if trace is not None:
        step = last_to(trace, key)
        if step is not None:
            return Place.of(LOST, computed(trace, step), cycle)
    return saved_line(scene, cycle)


def saved_line(scene: Scene, cycle: int) -> Place | None:
    """Return the line that assigned the last saved state of a cycle; if it is unknown, the line that saved
    it. Return None if both are unknown.

    The place has the role LOST: the event's id is missing in this state.
    """
    saved = scene.saved(cycle)
    return replace(saved, role=LOST) if saved is not None else None

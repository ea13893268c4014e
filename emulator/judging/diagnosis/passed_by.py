"""Finds the guard that an event was never compared with: a condition before the comparison of ids did not
hold for it, as in ``alert["time"] == last_time and alert["id"] in seen``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...record.id_guess import is_id_name
from ...record.trace import TEST, Step
from ..cause import DECIDED, GUARD, Cause, Place, present
from .comparisons import memberships
from .guards import compares_ids, dropped_line, left_out, lost_of
from .scene import Scene

_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class PassedBy:
    """A guard that an event passed by. ``decided`` is the condition that let it, ``guard`` the one with the
    comparison of ids; they are the same where one line holds both.
    """

    decided: Step
    guard: Step

    @property
    def words(self) -> str:
        """Which condition was what for the event, with its values."""
        shown = ", ".join(f"{one.name} = {one.value}" for one in self.decided.values)
        return f"`{self.decided.text}` was {self.decided.outcome}: {shown}"

    def places(self, cycle: int) -> tuple[Place, ...]:
        """Return the deciding line, and the guard if that is another line."""
        decided = Place.of(DECIDED, self.decided, cycle)
        if self.guard.line == self.decided.line:
            return (decided,)
        return decided, Place(GUARD, self.guard.line, self.guard.text, cycle=cycle)


def passed_by(scene: Scene, cycle: int) -> PassedBy | None:
    """Return the guard that the event passed by in a fetch; None without one."""
    trace = scene.trace(cycle)
    own = [s for s in trace.steps if s.kind == TEST and scene.id in s.events] if trace else []
    for step in own:
        if _unread(scene, step):
            return PassedBy(step, step)
    guards = [
        (number, step)
        for number, step in enumerate(trace.steps if trace is not None else ())
        if step.kind == TEST and any(compares_ids(step, one) for one in step.events)
    ]
    for number, guard in guards:
        # The last condition before a guard that other events reached, and that was otherwise for this one.
        before = [
            s
            for s in (trace.steps[:number] if trace is not None else ())
            if s.kind == TEST and set(s.events) & set(guard.events) and s.frame == guard.frame
        ]
        for other in before[-1:]:
            for step in own:
                if _place(step) == _place(other) and step.outcome != other.outcome:
                    return PassedBy(step, guard)
    return None


def known_but_passed_by(scene: Scene, again: int, places: tuple[Place, ...]) -> Cause | None:
    """Return the cause where the fetch knew the event's id, and did not compare it. None where that is not
    so.
    """
    found = passed_by(scene, again) if scene.remembered(again) else None
    if found is None:
        return None
    return Cause(
        "guard-passed-by",
        f"{found.words}, so cycle {again} did not look for id {scene.id}, which its last run held",
        present((*found.places(again), *places)),
        when=f"an event comes again for which `{_first(found)}` is {found.decided.outcome}",
    )


def unsaved_and_passed_by(
    scene: Scene, first: int, again: int, places: tuple[Place, ...]
) -> Cause | None:
    """Return the cause where the guard compares, and the fetches save, only some of the ids that can come
    again. None where no guard was bypassed. The event was created in the cycles ``first`` and ``again``.
    """
    found = passed_by(scene, again)
    if found is None:
        return None
    lost = lost_of(scene, first, again)
    if lost is not None:
        return Cause(
            "ids-forgotten",
            f"cycle {lost[0]} dropped id {scene.id} from `{lost[1]}`, and in cycle {again} {found.words}",
            present((dropped_line(scene, *lost), *found.places(again), *places)),
            when="an event comes again after its id was dropped",
        )
    return Cause(
        "ids-never-saved",
        f"cycle {first} did not save id {scene.id}, and in cycle {again} {found.words}",
        present((left_out(scene, first, found.guard), *found.places(again), *places)),
        when="an event comes again that is not of the saved time",
    )


def _unread(scene: Scene, step: Step) -> bool:
    """Whether a condition ended before it looked for the event's id: ``and`` and ``or`` leave out what no
    longer matters.
    """
    read = {one.name for one in step.values}
    leaf = scene.identity.path.rpartition(".")[2]
    for own, held in memberships(step.text):
        name = next(iter(_NAME.findall(own)[-1:]), "")
        if held not in read and own not in read and (name == leaf or is_id_name(name)):
            return True
    return False


def _first(found: PassedBy) -> str:
    """Return the part of the condition that was read."""
    text = found.decided.text
    return re.split(r"\s+(?:and|or)\s+", text)[0].lstrip("(")


def _place(step: Step) -> tuple[str, str]:
    return str(step.line), step.text

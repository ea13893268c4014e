"""Replaces the old version by the new one after each of several cycles, and puts the old one back later in
the same run. Keeps one find for each way (the new version, the old one again, a new save of the instance, the
new version alone) and each kind of harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from ..judging.finding import Finding
from ..judging.identity import Identity
from ..judging.outcome import Outcome
from ..record.entries import Json, Line
from ..running.judged import source_of
from .harm import FAILED, MISSED, TWICE, Alone, Harm, alone, harms, harms_alone
from .life import Life, lived
from .state_change import StateChange, reading_line, state_after, state_changes
from .version import Version, added, installed_over, other_defaults

# What changes: the old version is replaced, comes back, or the user saves the instance again. ``alone``: the
# new version does it from the start.
UPGRADE, BACK, SAVED, ALONE = "upgrade", "back", "saved", "alone"
_MOST_POINTS = 6
_RULES = {MISSED: "XF102", TWICE: "XF101"}


@dataclass(frozen=True)
class Find:
    """One kind of harm, in the life that shows it best. ``way`` is upgrade, back, saved or alone. ``tried``
    are the cycles after which the change was tried, ``seen`` those of them after which it did this harm;
    ``most_events`` is the largest number of events that one change harmed.

    ``finding`` is what the rules found about these events in that life, None where they found nothing.
    ``left`` is the state that the change met, ``changes`` how it differs from what the version that took over
    saves by itself, ``reads`` the line of that version which reads it, None where none is found.
    """

    way: str
    harm: Harm
    life: Life = field(repr=False)
    seen: tuple[int, ...]
    tried: tuple[int, ...]
    outcome: Outcome = field(repr=False)
    finding: Finding | None = None
    most_events: int = 0
    left: Mapping[str, Json] = field(default_factory=dict, repr=False)
    changes: tuple[StateChange, ...] = ()
    reads: Line | None = None

    @property
    def is_error(self) -> bool:
        """Whether the find is an error. Harm on the way back is a warning: an upgrade need not have one."""
        return self.way != BACK

    @property
    def after(self) -> int:
        """The cycle after which the last version took over."""
        return self.life.changed_after

    @property
    def line(self) -> Line | None:
        """The line to change: where the error was raised, or where the state is read, or what the diagnosis
        of the run names.
        """
        failed = [one for one in self.life.runs if one.cycle in self.harm.cycles]
        if self.harm.kind == FAILED and failed and failed[0].failure is not None:
            return failed[0].failure.first_line or self.reads
        return self.reads or (self.finding.line if self.finding is not None else None)

    @property
    def source(self) -> str:
        """The text of the line to change (``line``); empty where no line is known."""
        line = self.line
        if line is None:
            return ""
        found = (source_of(one.version.prepared, [line]) for one in self.life.stretches)
        return next((one[str(line)].strip() for one in found if one), "")


@dataclass(frozen=True)
class Upgraded:
    """What was tried and found. ``old_alone`` and ``new_alone`` are the runs without a change. ``changed``
    are the parameters with another default, ``added`` those that only the new version has.
    """

    old: Version
    new: Version
    old_alone: Outcome = field(repr=False)
    new_alone: Outcome = field(repr=False)
    points: tuple[int, ...]
    finds: tuple[Find, ...]
    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def tested_nothing(self) -> bool:
        """Whether one of the versions, alone, created no incident: then none could be lost or come again."""
        return not (self.old_alone.summary.incidents and self.new_alone.summary.incidents)

    @property
    def exit_code(self) -> int:
        return 1 if self.tested_nothing or any(one.is_error for one in self.finds) else 0


def upgraded(
    old: Version,
    new: Version,
    chosen: frozenset[str] = frozenset(),
    after: tuple[int, ...] = (),
    say: Callable[[str], None] = lambda text: None,
) -> Upgraded:
    """Replace the old version by the new one after each of the cycles ``after`` (several by default), each
    time in a run of its own, and put the old one back later in that run. ``chosen`` names the parameters that
    the caller sets for the new version. ``say`` gets a line about each run.

    Raises the errors of ``emulate`` for a version that cannot run at all.
    """
    say("the old version alone")
    first = lived(old, keep=lambda cycles: after or points_of(cycles))
    say("the new version alone")
    other = lived(new)
    before, behind = first.outcome(), other.outcome()
    identity = behind.judgement.identity
    known = alone(identity, first.runs, other.runs)
    points = tuple(sorted(first.states))
    ways = [(UPGRADE, installed_over(new, old, chosen))]
    changed = other_defaults(old, new)
    if ways[0][1].params != new.params:
        ways.append((SAVED, new))
    found: dict[tuple[str, str], list[tuple[int, Harm, Life]]] = {}
    for way, version in ways:
        for point in points:
            say(f"{way} after cycle {point}")
            life = lived(version, first, point, keep=partial(_back, point))
            _keep(found, way, life, identity, known)
            if way == UPGRADE:
                for back in life.states:
                    say(f"{way} after cycle {point}, back after cycle {back}")
                    _keep(found, BACK, lived(old, life, back), identity, known)
    for harm in _told(harms_alone(other.runs, identity, alone(identity, first.runs)), other):
        found.setdefault((ALONE, harm.kind), []).append((0, harm, other))
    finds = sorted(
        (
            _find(way, seen, points, other if way != BACK else first)
            for (way, _), seen in _new_only(found).items()
        ),
        key=lambda one: not one.is_error,
    )
    return Upgraded(old, new, before, behind, points, tuple(finds), changed, added(old, new))


def points_of(cycles: int) -> tuple[int, ...]:
    """Return the cycles after which a change is tried: at most six, evenly spread."""
    steps = range(1, _MOST_POINTS + 1)
    found = {max(round(cycles * step / (_MOST_POINTS + 1)), 1) for step in steps}
    return tuple(sorted(one for one in found if one < max(cycles, 2)))


def _back(after: int, cycles: int) -> tuple[int, ...]:
    """Return the cycle after which the old version comes back: in the middle of what is left."""
    return (after + max((cycles - after) // 2, 1),)


def _keep(
    found: dict[tuple[str, str], list[tuple[int, Harm, Life]]],
    way: str,
    life: Life,
    identity: Identity,
    known: Alone,
) -> None:
    for harm in _told(harms(life.runs, life.changed_after, identity, known), life):
        found.setdefault((way, harm.kind), []).append((life.stretches[1].after, harm, life))


def _told(found: Iterable[Harm], life: Life) -> Iterator[Harm]:
    """Yield the harms to report. Missed events are left out if every fetch fails from the change on: that
    failure is the reason for them.
    """
    told = list(found)
    fails = any(one.kind == FAILED and life.runs[-1].cycle in one.cycles for one in told)
    return (one for one in told if not (fails and one.kind == MISSED))


def _new_only(
    found: dict[tuple[str, str], list[tuple[int, Harm, Life]]],
) -> dict[tuple[str, str], list[tuple[int, Harm, Life]]]:
    """Return the harms without those that the upgrade has too: after the way back to the old version, or with
    a saved instance, only what the upgrade itself did not do is new.
    """
    upgrade = {
        (point, harm.kind): harm
        for (way, _), seen in found.items()
        for point, harm, _ in seen
        if way == UPGRADE
    }
    left: dict[tuple[str, str], list[tuple[int, Harm, Life]]] = {}
    for (way, kind), seen in found.items():
        for point, harm, life in seen:
            same = upgrade.get((point, kind)) if way in (BACK, SAVED) else None
            if same is not None:
                events = tuple(one for one in harm.events if one not in same.events)
                if not events:
                    continue
                harm = replace(harm, events=events)
            left.setdefault((way, kind), []).append((point, harm, life))
    return left


def _find(
    way: str, seen: list[tuple[int, Harm, Life]], tried: tuple[int, ...], itself: Life
) -> Find:
    """Return the find of the life with the fewest events; of several, the earliest change. ``itself`` is the
    life of the version that took over, without a change.
    """
    _, harm, life = min(seen, key=lambda one: (len(one[1].events), one[0]))
    outcome = life.outcome(traced=True)
    wanted = _RULES.get(harm.kind)
    finding = next(
        (
            one
            for one in outcome.findings
            if one.rule == wanted and set(one.events) & set(harm.events)
        ),
        None,
    )
    after = life.changed_after
    left = state_after(life.runs[:after])
    changes = state_changes(left, state_after(itself.runs[:after]))
    integration = life.stretches[-1].version.prepared.integration
    number = reading_line(integration.text, [one.key for one in changes])
    reads = Line(integration.file, number) if number is not None else None
    points = tuple(one for one, _, _ in seen)
    most = max(len(one.events) for _, one, _ in seen)
    return Find(way, harm, life, points, tried, outcome, finding, most, left, changes, reads)

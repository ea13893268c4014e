"""Generate a product's events at a rate or in bursts; some are late, updated, removed or out of scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from ..record.entries import Json
from ..record.product_event import Update, VendorEvent
from ..settings.moment import START, Moment
from .made_fields import Born, Make, id_maker, maker


@dataclass(frozen=True)
class Bursts:
    """The settings of bursts: a burst begins every ``every_s`` seconds and has ``size`` events.

    The events are created at random times in the ``within_s`` seconds after the burst's begin.
    """

    every_s: float
    size: int
    within_s: float = 0.0


@dataclass(frozen=True)
class Sometimes:
    """A change that happens to the part ``share`` (0 to 1) of the generated events.

    ``after_s`` is the least and the most time after the event's creation, in seconds.
    """

    share: float = 0.0
    after_s: tuple[float, float] = (0.0, 0.0)
    fields: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Generated:
    """Generates ``count`` events, on average one every ``every_s`` seconds from ``begin`` on.

    With ``moments`` there is one event at each of these times instead. ``ties`` consecutive events share
    their time of creation, which is cut to a multiple of ``precision_s`` seconds. The same seed gives the
    same events. Each kind of change has a random stream of its own, so that setting one key does not change
    the values of another.
    """

    count: int
    every_s: float = 60.0
    begin: Moment = START
    even: bool = True
    ties: int = 1
    bursts: Bursts | None = None
    precision_s: float = 1.0
    late: Sometimes = Sometimes()
    updated: Sometimes = Sometimes()
    removed: Sometimes = Sometimes()
    out_of_scope: float = 0.0
    id: str = "{n}"
    first: int = 1
    stream: str = ""
    fields: Mapping[str, Json] = field(default_factory=dict)
    moments: tuple[Moment, ...] = ()

    def events(self, start: datetime, rng_seed: str) -> Iterator[VendorEvent]:
        made = _Maker(self, rng_seed)
        begin, id_of = self.begin.at(start), id_maker(self.id)
        for number, moment in enumerate(self.moments, self.first):
            yield made.event(number, id_of(number), moment.at(start))
        if self.moments:
            return
        for number, offset_us in enumerate(
            self._offsets_us(Random(f"{rng_seed}/times")), self.first
        ):
            yield made.event(number, id_of(number), begin + timedelta(microseconds=offset_us))

    def _offsets_us(self, rng: Random) -> Iterator[int]:
        """Yield each event's time of creation in microseconds after ``begin``, in ascending order."""
        # In whole microseconds, since 45.0 % 0.001 is nearly 0.001.
        at_us, step_us = 0, _to_us(self.precision_s)
        times = self._bursting_us(rng) if self.bursts else self._steady_us(rng)
        for index in range(self.count):
            if index % self.ties == 0:
                at_us = next(times)
            yield at_us - at_us % step_us if step_us else at_us

    def _steady_us(self, rng: Random) -> Iterator[int]:
        group_s, at_s, groups = self.every_s * self.ties, 0.0, 0
        while True:
            yield _to_us(at_s)
            groups += 1
            # Adding up many steps would accumulate rounding errors.
            at_s = groups * group_s if self.even else at_s + rng.expovariate(1 / group_s)

    def _bursting_us(self, rng: Random) -> Iterator[int]:
        bursts, burst = self.bursts, 0
        assert bursts is not None
        while True:
            within_s = sorted(rng.random() * bursts.within_s for _ in range(bursts.size))
            yield from (_to_us(burst * bursts.every_s + at_s) for at_s in within_s)
            burst += 1


class _Maker:
    """Builds the generated events of one run, with one random stream for each kind of change."""

    def __init__(self, spec: Generated, rng_seed: str) -> None:
        self._spec = spec
        self._make: Make = maker(spec.fields)
        self._make_update: Make = maker(spec.updated.fields)
        self._fields, self._late, self._updated, self._removed, self._scope = (
            Random(f"{rng_seed}/{name}")
            for name in ("fields", "late", "updated", "removed", "scope")
        )

    def event(self, number: int, identity: str, created: datetime) -> VendorEvent:
        spec = self._spec
        shown = (
            created.isoformat().replace("+00:00", "Z") if spec.fields or spec.updated.share else ""
        )
        born = Born(number, identity, shown)
        late_s = _after_s(spec.late, self._late)
        visible = created if late_s is None else created + timedelta(seconds=late_s)
        removed_s = _after_s(spec.removed, self._removed)
        in_scope = not spec.out_of_scope or self._scope.random() >= spec.out_of_scope
        return VendorEvent(
            identity,
            created,
            visible,
            self._make(self._fields, born) if spec.fields else {},
            self._update(born, created),
            None if removed_s is None else created + timedelta(seconds=removed_s),
            in_scope,
            spec.stream,
        )

    def _update(self, born: Born, created: datetime) -> tuple[Update, ...]:
        after_s = _after_s(self._spec.updated, self._updated)
        if after_s is None:
            return ()
        fields = self._make_update(self._updated, born)
        return (Update(created + timedelta(seconds=after_s), fields),)


def _to_us(span_s: float) -> int:
    return round(span_s * 1_000_000)


def _after_s(sometimes: Sometimes, rng: Random) -> float | None:
    """Draw how many seconds after its creation an event changes; None if this event does not change."""
    if not sometimes.share or rng.random() >= sometimes.share:
        return None
    return round(rng.uniform(*sometimes.after_s), 3)

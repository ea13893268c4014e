"""Runs worlds: many in one child process, or one alone with a whole outcome."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ...emulate import Prepared, emulate_whole, prepare
from ...errors import XfetchError
from ...faults.occasions import Occasions
from ...judging.outcome import Outcome
from ...record.fetch_run import COMPLETE, History
from ...record.json_path import canonical
from ...record.json_text import from_json
from ...record.product_event import VendorEvent
from ...request.request import Request
from ...request.scenario_file.fault_section import parse_fault
from ...running.fault_plan import FaultPlan
from ...running.plan import Plan
from ...running.prepare_faults import planned_faults
from ...running.process.children import Children
from ...running.process.series_read import Series
from ...settings.section import Section
from ...settings.units import parse_instant
from ...starter.both_ways import both_ways
from ...timeline.timeline import parse_timeline
from ..forms import with_forms
from ..ground import Ground
from ..world import World

# A world whose run takes longer than this in real time is run by itself, with the usual limit.
_SERIES_LIMIT_S = 10.0


def request_of(ground: Ground, world: World) -> Request:
    """Return the request that runs a world: the same that its scenario file gives."""
    base, sections = ground.request, world.sections()
    scenario = base.scenario
    if world.start:
        scenario = replace(scenario, start=parse_instant(world.start, ""))
    if world.interval_s is not None:
        scenario = replace(scenario, interval_s=world.interval_s)
    if world.latency_s is not None:
        scenario = replace(scenario, latency_s=world.latency_s)
    if world.tz:
        scenario = replace(scenario, tz=world.tz)
    if scenario.drain is not None:
        scenario = replace(scenario, drain=world.drain)
    faults = sections.get("faults")
    items = faults if isinstance(faults, list) else []
    request = replace(
        base,
        scenario=scenario,
        instance=replace(base.instance, params={**base.instance.params, **world.params}),
        product=replace(
            base.product,
            timeline=parse_timeline(sections["events"], Path()),
            faults=tuple(parse_fault(Section(one, ("faults", n))) for n, one in enumerate(items)),
        ),
    )
    return _in_form(request, world)


def _in_form(request: Request, world: World) -> Request:
    """Return the request with the API in the world's form: its decimal places, ids and times."""
    api = with_forms(request.product.api, world.digits, world.ids, world.place)
    product = replace(request.product, api=api if isinstance(api, Mapping) else None)
    return replace(request, product=product)


@dataclass(frozen=True)
class Lived:
    """A world that was run: its recorded fetches, and its ground truth (the product's events). ``complete``
    is False if the run ended before its last cycle. The fetches of a world that ran beside others are not
    masked.
    """

    world: World
    runs: History
    truth: Sequence[VendorEvent]
    complete: bool = True


class Runner:
    """Runs worlds of one ground. Use it as a context manager: its child process ends with the context.

    ``children`` may hold a child process that was started before; the caller must end it.
    """

    def __init__(self, ground: Ground, children: Children | None = None) -> None:
        self._ground = ground
        self._own = children is None
        self.children = children or Children()
        self.children.many = True
        self._prepared = cache(self._prepare)

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *error: object) -> None:
        if self._own:
            self.children.__exit__(None, None, None)

    def lives(self, worlds: Iterable[World]) -> Generator[Lived | None, None, None]:
        """Run the worlds, many in one process; yield each as it ran, in order. None stands for a world that
        must be run alone.
        """
        series = list(worlds)
        if not series:
            return
        plans = [self.plan(world) for world in series]
        ran = Series(plans, self.children, _SERIES_LIMIT_S).results()
        for world, one in zip(series, ran, strict=True):
            if one is None or one.stop is None:
                yield None
            else:
                complete = one.stop.reason == COMPLETE
                yield Lived(world, one.runs, one.facts.truth or (), complete)

    def by_itself(self, world: World) -> Lived | None:
        """Run a world alone; return None if it cannot run at all."""
        try:
            prepared = prepare(request_of(self._ground, world))
            outcome = emulate_whole(prepared, self.children, traced=False)
        except XfetchError:
            return None
        truth = outcome.dossier.truth or ()
        return Lived(world, outcome.runs, truth, outcome.stop == COMPLETE)

    def outcome(self, world: World) -> Outcome:
        """Run a world alone, and find the causes of its findings.

        Raises the errors of ``emulate``, and KeyboardInterrupt if the run was interrupted.
        """
        return emulate_whole(prepare(request_of(self._ground, world)), self.children)

    def confirmed(self, world: World) -> Outcome:
        """Run a world in a fresh process, and again with each other value of a guess about the API, in the
        world's form too; find the causes.

        Raises the same errors as ``outcome``.
        """
        prepared = prepare(request_of(self._ground, world))
        outcome = emulate_whole(prepared)
        if not prepared.request.guesses:
            return outcome
        return both_ways(
            outcome, prepared, self.children, lambda other: _in_form(other, world), traced=True
        )

    def plan(self, world: World) -> Plan:
        """Return the plan of a world's run, without reading the integration again."""
        prepared = self._prepared(canonical(dict(world.params)))
        base, request = prepared.plan, request_of(self._ground, world)
        scenario = replace(
            base.scenario,
            start=request.scenario.start,
            interval_s=request.scenario.interval_s,
            latency_s=request.scenario.latency_s,
            tz=request.scenario.tz,
        )
        request = replace(request, target=base.request.target)
        faults = _faults(prepared, request)
        scenario = replace(scenario, cycles=request.scenario.cycles, drain=request.scenario.drain)
        return replace(base, request=request, scenario=scenario, faults=faults)

    def _prepare(self, params: str) -> Prepared:
        changed = from_json(params)
        base = self._ground.request
        instance = replace(base.instance, params={**base.instance.params, **changed})
        return prepare(replace(base, instance=instance))


def _faults(prepared: Prepared, request: Request) -> FaultPlan:
    scenario = replace(prepared.plan.scenario, start=request.scenario.start)
    if not request.product.faults:
        return FaultPlan((), (), Occasions(request.product.seed, scenario.start), {})
    manifest = prepared.integration.manifest
    return planned_faults(request, scenario, manifest, prepared.parameters, frozenset())

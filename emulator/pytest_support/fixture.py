"""The pytest fixture ``xfetch``: a test runs integrations with it, all cycles at once or one by one."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ..emulate import prepare
from ..errors import UsageError, XfetchError
from ..judging.outcome import Outcome
from ..masking.mask import Mask
from ..masking.masked_error import itself_failed, masked_errors
from ..record.fetch_run import COMPLETE, INTERRUPTED, FetchRun, Stop
from ..reports.screen.text import render
from ..request.from_scenario import find_scenario, with_scenario
from ..request.request import Container, InstanceParams, Judging, Product, Request
from ..running.bench import bench_of
from ..running.simulation import simulate
from ..settings.instance import Stores
from ..settings.isolation import Isolation
from ..settings.settings import RunSettings
from ..settings.units import parse_duration_s, parse_instant
from ..starter.both_ways import run_both_ways
from .fetched import ALLOWED, Fail, Fetched

_SCENARIO = (
    *("cycles", "command", "platform", "tz", "fail_cycles"),
    *("start", "interval", "latency", "timeout"),
)
_INSTANCE = ("params", "fill", "unset")
_CONTAINER = ("content", "merged", "env")
_JUDGING = ("id_field", "strict")
_OWN = (
    *("vendor", "replies", "scenario", "last_run", "context", "instance", "isolation"),
    *("severities", "allow_failures"),
)
_KNOWN = frozenset((*_SCENARIO, *_INSTANCE, *_CONTAINER, *_JUDGING, *_OWN))


def _proves_nothing(outcome: Outcome) -> str:
    """Return why a run proves nothing about the integration; empty if it proves something.

    If every cycle failed on purpose, the run proves something: the test is about failures.
    """
    if outcome.stop not in (COMPLETE, INTERRUPTED):
        return f"it stopped: {outcome.stop}"
    tally = outcome.judgement.tally
    return outcome.unproven if tally.unasked_failures or tally.ok else ""


class Stepping:
    """A run that a pytest test advances cycle by cycle: ``step()`` runs the next fetch and returns it."""

    def __init__(self, events: Iterator[FetchRun | Stop]) -> None:
        self._events = events
        self.runs: list[FetchRun] = []

    def step(self) -> FetchRun:
        """Run the next fetch and return it. Raises StopIteration when the run is over."""
        event = next(self._events)
        if isinstance(event, Stop):
            raise StopIteration(event.reason)
        self.runs.append(event)
        return event


def _without_secrets(events: Iterator[FetchRun | Stop], mask: Mask) -> Iterator[FetchRun | Stop]:
    with masked_errors(mask):
        yield from events


class Xfetch:
    """The pytest fixture ``xfetch``. Its settings are named like the options of ``xfetch run``, with
    underscores.
    """

    def __init__(self, settings: Mapping[str, Any], root: Path, fail: Fail) -> None:
        self._settings = dict(settings)
        self._root = root
        self._fail = fail
        self.histories: list[Fetched] = []

    def run(self, target: str | Path, **settings: Any) -> Fetched:
        """Run an integration. The test fails for an error that would end ``xfetch run``.

        The test also fails if the run proves nothing, unless ``allow_failures`` is set or every cycle failed
        on purpose.
        """
        with self._errors_fail():
            outcome = run_both_ways(prepare(self._request(target, settings)))
        allowed = bool({**self._settings, **settings}.get("allow_failures"))
        why = "" if allowed else _proves_nothing(outcome)
        if why:
            self._fail(f"{''.join(render(outcome))}\nthe run proves nothing: {why}; {ALLOWED}")
        self.histories.append(Fetched(outcome, self._fail, allow_failures=allowed))
        return self.histories[-1]

    @contextmanager
    def cycle(self, target: str | Path, **settings: Any) -> Iterator[Stepping]:
        """Start a run whose fetches the test runs one by one: ``with xfetch.cycle(…) as run: first =
        run.step()``.
        """
        wanted = {"cycles": 100_000, **self._settings, **settings}
        with self._errors_fail():
            request = self._request(target, wanted)
            prepared = prepare(replace(request, isolation=Isolation("inline")))
        events: Generator[FetchRun | Stop, None, None] = simulate(
            bench_of(prepared.plan, prepared.stage), prepared.mask, batch_s=0.0
        )
        try:
            yield Stepping(_without_secrets(events, prepared.mask))
        finally:
            events.close()

    @contextmanager
    def _errors_fail(self) -> Iterator[None]:
        """A context in which an error of the user or of xfetch fails the test, with its message alone.

        pytest's own traceback would show the arguments of our functions, and with them secret parameters.
        """
        try:
            yield
        except XfetchError as error:
            self._fail(str(error))
        except Exception as error:
            if os.environ.get("XFETCH_TRACEBACK"):
                raise
            self._fail(itself_failed(error))

    def _request(self, target: str | Path, given: Mapping[str, Any]) -> Request:
        settings = {**self._settings, **given}
        unknown = set(settings) - _KNOWN
        if unknown:
            name = min(unknown)
            near = get_close_matches(name, sorted(_KNOWN), 1)
            advice = (
                f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(_KNOWN))}"
            )
            raise UsageError(f"no setting is called {name}", where="xfetch.run", advice=(advice,))
        path = self._path(target)
        vendor, scenario_file = settings.get("vendor"), settings.get("scenario")
        found, file = find_scenario(
            path,
            self._path(scenario_file) if scenario_file is not None else None,
            beside=vendor is None and "replies" not in settings,
        )

        def given_of(names: Iterable[str]) -> dict[str, Any]:
            return {name: settings[name] for name in names if name in settings}

        request = Request(
            target=found,
            scenario=_scenario(settings),
            instance=InstanceParams(name=settings.get("instance"), **given_of(_INSTANCE)),
            container=Container(
                content_variable=os.environ.get("XFETCH_CONTENT"), **given_of(_CONTAINER)
            ),
            product=Product(
                vendor_file=self._path(vendor) if vendor is not None else None,
                replies=settings.get("replies", ()),
            ),
            judging=Judging(severities=dict(settings.get("severities", {})), **given_of(_JUDGING)),
            stated=frozenset({"cycles"} | {"interval", "command"} & set(settings)),
            isolation=Isolation(settings.get("isolation", "process")),
        )
        names = frozenset("vendor_file" if name == "vendor" else name for name in settings)
        return request if file is None else with_scenario(request, file, names)

    def _path(self, given: str | Path) -> Path:
        """Return a path relative to the working directory. If the file exists only below pytest's root
        folder, return that path.
        """
        path = Path(given)
        beside = self._root / path
        return path if path.is_absolute() or path.exists() or not beside.exists() else beside


def _scenario(settings: Mapping[str, Any]) -> RunSettings:
    scenario = RunSettings(
        stores=Stores(
            last_run=dict(settings.get("last_run", {})), context=dict(settings.get("context", {}))
        )
    )
    changes: dict[str, Any] = {
        name: settings[name] for name in ("cycles", "command", "platform", "tz") if name in settings
    }
    if "fail_cycles" in settings:
        changes["fail_cycles"] = frozenset(settings["fail_cycles"])
    if "start" in settings:
        changes["start"] = parse_instant(str(settings["start"]), "start")
    for name in ("interval", "latency", "timeout"):
        if name in settings:
            changes[f"{name}_s"] = parse_duration_s(str(settings[name]), name)
    return replace(scenario, **changes)

"""What tests hold in their hands: runs of integrations, and what became of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from ..emulate import emulate_whole, prepare
from ..errors import UsageError, XfetchError
from ..judging.finding import Finding
from ..judging.outcome import Outcome
from ..judging.verdict.event_verdict import BLOCKED, MISSED, PENDING
from ..masking.mask import Mask
from ..masking.masked_error import itself_failed, masked_errors
from ..printable import printable_line
from ..record.entries import Json
from ..record.fetch_run import FetchRun
from ..record.stop import COMPLETE, INTERRUPTED, Stop
from ..reports.headline import headline
from ..reports.text import render
from ..request.from_scenario import find_scenario, with_scenario
from ..request.request import Container, InstanceParams, Judging, Product, Request
from ..running.simulation import simulate
from ..settings.isolation import Isolation
from ..settings.server_state import Stores
from ..settings.settings import Scenario
from ..settings.units import parse_duration_s, parse_instant

_SCENARIO = (
    "cycles",
    "command",
    "platform",
    "tz",
    "fail_cycles",
    "start",
    "interval",
    "latency",
    "timeout",
)
_INSTANCE = ("params", "fill", "unset")
_CONTAINER = ("content", "merged", "env")
_JUDGING = ("id_field", "strict")
_OWN = (
    *("vendor", "replies", "scenario", "last_run", "context", "instance", "isolation"),
    *("severities", "allow_failures"),
)
_KNOWN = frozenset((*_SCENARIO, *_INSTANCE, *_CONTAINER, *_JUDGING, *_OWN))
_ALLOWED = "allow_failures=True takes the run as it is"


class Told(tuple[Any, ...]):
    """A tuple whose failing comparison tells a story an element."""

    what: str
    stories: tuple[str, ...]

    def __new__(cls, what: str, values: Iterable[Any], stories: Iterable[str]) -> Told:
        made = super().__new__(cls, values)
        made.what, made.stories = what, tuple(map(printable_line, stories))
        return made

    def __repr__(self) -> str:
        first = f": {self.stories[0]}" if self.stories else ""
        more = f" and {len(self.stories) - 1} more" if len(self.stories) > 1 else ""
        return f"{len(self)} {self.what}{first}{more}"


Fail = Callable[[str], NoReturn]


class Fetched:
    """A run as a test sees it; ``outcome`` is all of it. ``fail`` ends the test with a message.

    ``allow_failures``: the test takes a run that proves nothing, and events that never came, as they are.
    """

    def __init__(self, outcome: Outcome, fail: Fail, *, allow_failures: bool = False) -> None:
        self.outcome = outcome
        self._fail = fail
        self._allow_failures = allow_failures

    @property
    def runs(self) -> tuple[FetchRun, ...]:
        return tuple(self.outcome.runs)

    @property
    def incidents(self) -> list[Json]:
        """Everything that was created, duplicates included."""
        return [incident for run in self.outcome.runs for incident in run.incidents]

    @property
    def last_runs(self) -> list[Json]:
        """The last run after each cycle."""
        return [run.last_run.after for run in self.outcome.runs]

    @property
    def duplicates(self) -> Told:
        """Messages, one an event that was created more than once."""
        found = self._of("XF101")
        return Told("duplicates", [item.message for item in found], _stories(found))

    @property
    def missed(self) -> Told:
        """Ids of the events that were passed over.

        The test fails where they are unknown: without ground truth, in a run that proves nothing, and
        (unless failures are allowed) where events are blocked, or still to come after the drain.
        """
        missed = self._events(MISSED)
        if self.outcome.unproven:
            self._fail(f"missed: unknown, since {self.outcome.unproven}")
        left = (BLOCKED, PENDING) if self.outcome.drained else (BLOCKED,)
        for verdict in () if self._allow_failures else left:
            found = self._events(verdict)
            if found:
                self._fail(f"missed: unknown, since events never came: {found!r}; {_ALLOWED}")
        return missed

    @property
    def blocked(self) -> Told:
        """Ids of the events that will never come, since every fetch fails; without ground truth the
        test fails."""
        return self._events(BLOCKED)

    @property
    def findings(self) -> Told:
        return Told("findings", self.outcome.findings, _stories(self.outcome.findings))

    @property
    def errors(self) -> Told:
        """The findings of severity error."""
        found = [item for item in self.outcome.findings if item.severity == "error"]
        return Told("errors", found, _stories(found))

    @property
    def failed_cycles(self) -> list[int]:
        return [run.cycle for run in self.outcome.runs if run.failed]

    def rules(self) -> set[str]:
        """The codes of all findings."""
        return {item.rule for item in self.outcome.findings}

    def _events(self, verdict: str) -> Told:
        verdicts = self.outcome.verdicts
        if verdicts is None:
            why = "give the vendor events(), or the scenario a timeline"
            if self.outcome.never_reached:
                why = self.outcome.unproven
            self._fail(f"{verdict}: unknown; {why}")
        found = list(verdicts.of(verdict))
        stories = [one.story or f"event {one.event.id}" for one in found]
        return Told(verdict, [one.event.id for one in found], stories)

    def _of(self, code: str) -> list[Finding]:
        return [item for item in self.outcome.findings if item.rule == code]

    def report(self) -> str:
        """The text report."""
        return "".join(render(self.outcome))

    def __repr__(self) -> str:
        return f"<{headline(self.outcome)}>"


def _stories(findings: Sequence[Finding]) -> list[str]:
    return [
        f"{item.rule} {item.name}: {item.message}" + (f"   {item.line}" if item.line else "")
        for item in findings
    ]


def _proves_nothing(outcome: Outcome) -> str:
    """Why an assertion on the run would hold whatever the integration does; empty where it would not.

    Where every failure was asked for, the test is about failures.
    """
    if outcome.stop not in (COMPLETE, INTERRUPTED):
        return f"it stopped: {outcome.stop}"
    tally = outcome.judgement.tally
    return outcome.unproven if tally.unasked_failures or tally.ok else ""


class Stepping:
    """A run taken cycle by cycle; ``step()`` runs the next fetch and returns it."""

    def __init__(self, events: Iterator[FetchRun | Stop]) -> None:
        self._events = events
        self.runs: list[FetchRun] = []

    def step(self) -> FetchRun:
        """Raises StopIteration when the run is over."""
        event = next(self._events)
        if isinstance(event, Stop):
            raise StopIteration(event.reason)
        self.runs.append(event)
        return event


def _without_secrets(events: Iterator[FetchRun | Stop], mask: Mask) -> Iterator[FetchRun | Stop]:
    with masked_errors(mask):
        yield from events


class Xfetch:
    """The fixture. Settings are the options of ``xfetch run``, in Python's spelling."""

    def __init__(self, settings: Mapping[str, Any], root: Path, fail: Fail) -> None:
        self._settings = dict(settings)
        self._root = root
        self._fail = fail
        self.histories: list[Fetched] = []

    def run(self, target: str | Path, **settings: Any) -> Fetched:
        """Run TARGET; what the command line would tell as an error fails the test.

        So does a run that proves nothing, unless ``allow_failures`` is set or each failure was asked for.
        """
        try:
            outcome = emulate_whole(prepare(self._request(target, settings)))
        except XfetchError as error:
            self._fail(str(error))
        except Exception as error:
            # pytest's traceback shows what our functions were called with, the parameters among it.
            if os.environ.get("XFETCH_TRACEBACK"):
                raise
            self._fail(itself_failed(error))
        allowed = bool({**self._settings, **settings}.get("allow_failures"))
        why = "" if allowed else _proves_nothing(outcome)
        if why:
            self._fail(f"{''.join(render(outcome))}\nthe run proves nothing: {why}; {_ALLOWED}")
        self.histories.append(Fetched(outcome, self._fail, allow_failures=allowed))
        return self.histories[-1]

    @contextmanager
    def cycle(self, target: str | Path, **settings: Any) -> Iterator[Stepping]:
        """A run to take by hand: ``with xfetch.cycle(…) as run: first = run.step()``."""
        wanted = {"cycles": 100_000, **self._settings, **settings}
        try:
            request = self._request(target, wanted)
            prepared = prepare(replace(request, isolation=Isolation("inline")))
        except XfetchError as error:
            self._fail(str(error))
        except Exception as error:
            if os.environ.get("XFETCH_TRACEBACK"):
                raise
            self._fail(itself_failed(error))
        events: Generator[FetchRun | Stop, None, None] = simulate(
            prepared.bench, prepared.mask, batch_s=0.0
        )
        try:
            yield Stepping(_without_secrets(events, prepared.mask))
        finally:
            events.close()

    def _request(self, target: str | Path, given: Mapping[str, Any]) -> Request:
        settings = {**self._settings, **given}
        unknown = set(settings) - _KNOWN
        if unknown:
            known = ", ".join(sorted(_KNOWN))
            what = f"no setting is called {', '.join(sorted(unknown))}"
            raise UsageError(what, where="xfetch.run", advice=(f"there are {known}",))
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
        """From the working directory, else from pytest's root."""
        path = Path(given)
        beside = self._root / path
        return path if path.is_absolute() or path.exists() or not beside.exists() else beside


def _scenario(settings: Mapping[str, Any]) -> Scenario:
    scenario = Scenario(
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

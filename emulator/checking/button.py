"""Press the Test button of an instance: run test-module, and compare its answer with what a fetch comes to.

The server calls test-module with the checkbox of the fetch on and without an integration context
(documented). It keeps nothing of it (assumed). The answer ``ok`` is success, any other text a failure
(documented).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..errors import XfetchError
from ..faults.fault import Fault
from ..judging.outcome import Outcome
from ..record.delivery import INTAKE
from ..record.fetch_run import NOT_ANSWERED, FetchRun
from ..request.request import Request
from ..settings.settings import FETCH_INCIDENTS, TEST_MODULE

OK = "ok"
_DENIED = Fault("status", 401, words="status: 401")
# An answer of the code may be a whole page.
_LONGEST = 300
_MOST_PER_RUN = 200


@dataclass(frozen=True)
class Tried:
    """One call of the integration: the text that it answered, or the error with which it failed."""

    command: str
    answer: str = ""
    error: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether the server would say that the call succeeded."""
        return not self.error and (self.command != TEST_MODULE or self.answer == OK)


@dataclass(frozen=True)
class Pressed:
    """The result of pressing Test.

    ``outcome`` is that of test-module. ``denied`` is the same with every request answered 401, None where
    nothing simulates the product or test-module failed anyway. ``fetch`` is the first fetch, None where it
    cannot run. ``problems`` and ``notes`` are sentences; a problem fails the command, a note does not.
    """

    outcome: Outcome
    test: Tried
    denied: Tried | None = None
    fetch: Tried | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def unanswered(self) -> bool:
        return self.outcome.stop == NOT_ANSWERED

    def exit_code(self) -> int:
        """Return 0 where Test succeeds and tells the truth, 4 where a request was not answered, else 1."""
        if self.unanswered:
            return 4
        return 0 if self.test.is_ok and not self.problems else 1


def press(request: Request, run: Callable[[Request], Outcome]) -> Pressed:
    """Press Test. ``run`` prepares and emulates a request.

    Raises the errors of ``run`` for test-module itself.
    """
    testing = _of_test(request)
    outcome = run(testing)
    first = next(iter(outcome.runs))
    test = _tried(first)
    pressed = Pressed(outcome, test)
    if pressed.unanswered:
        return pressed
    denied = None
    if test.is_ok and not request.scenario.live and outcome.judgement.tally.exchanges:
        faulty = replace(testing.product, faults=(_DENIED,))
        denied = _tried(next(iter(run(replace(testing, product=faulty)).runs)))
    fetch = _fetched(request, run)
    problems = tuple(_problems(test, first, outcome, denied, fetch))
    notes = tuple(_notes(outcome, fetch))
    return Pressed(outcome, test, denied, fetch, problems, notes)


def _of_test(request: Request) -> Request:
    stores = replace(request.scenario.stores, last_run={}, context={}, assets_last_run={})
    scenario = replace(request.scenario, command=TEST_MODULE, cycles=1, drain=None, stores=stores)
    return replace(request, scenario=scenario, stated=request.stated | {"command", "cycles"})


def _fetched(request: Request, run: Callable[[Request], Outcome]) -> Tried | None:
    try:
        outcome = run(request)
    except XfetchError:
        return None
    return None if outcome.stop == NOT_ANSWERED else _tried(next(iter(outcome.runs)))


def _tried(run: FetchRun) -> Tried:
    if run.failure is not None:
        return Tried(run.command, error=_short(run.failure.message))
    answer = _answer(run) if run.command == TEST_MODULE else run.message
    return Tried(run.command, _short(answer))


def _answer(run: FetchRun) -> str:
    """Return the text of the last War Room entry: what test-module answered."""
    for call in reversed(run.record.named("results")):
        entries = call.args.get("results")
        for entry in reversed(entries if isinstance(entries, list) else []):
            return str(entry.get("Contents", "")) if isinstance(entry, dict) else str(entry)
    return ""


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _problems(
    test: Tried, run: FetchRun, outcome: Outcome, denied: Tried | None, fetch: Tried | None
) -> Iterator[str]:
    if test.is_ok and not outcome.judgement.tally.exchanges:
        yield "Test answered ok and sent no request: it tries neither the address nor the credential"
    if denied is not None and denied.is_ok:
        yield "Test answered ok although every request was answered 401: a wrong credential passes"
    if fetch is not None and test.is_ok and not fetch.is_ok:
        yield f"Test answered ok, and the first {fetch.command} failed: {fetch.error}"
    if fetch is not None and not test.is_ok and fetch.is_ok:
        yield f"Test failed, and the first {fetch.command} succeeded"
    if not test.error and not test.answer:
        yield "test-module answered nothing: the server waits for the text ok"
    touched = {
        "setLastRun": "sets the last run",
        "setAssetsLastRun": "sets the assets' last run",
        "incidents": "sends incidents",
        "createIncidents": "creates incidents",
        INTAKE: "sends events or assets to the platform",
    }
    for name, what in touched.items():
        if run.record.named(name):
            yield f"test-module {what}: Test must leave everything as it is"


def _notes(outcome: Outcome, fetch: Tried | None) -> Iterator[str]:
    """Yield advice to the author that no code of the platform enforces (documented). It is about incidents:
    collectors of events have larger limits.
    """
    params = outcome.dossier.setting.params
    if "max_fetch" not in params or fetch is None or fetch.command != FETCH_INCIDENTS:
        return
    text = str(params["max_fetch"] or "").strip()
    if not text:
        yield "max_fetch is blank: the documentation advises that Test fails then"
    elif text.isdecimal() and int(text) > _MOST_PER_RUN:
        yield f"max_fetch is {text}: the documentation advises that Test fails above {_MOST_PER_RUN}"

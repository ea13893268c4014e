"""Press the Test button of an instance: run test-module, and compare its answer with what a fetch comes to.

The server calls test-module with the checkbox of the fetch on and without an integration context
(documented). The server keeps nothing of that run (assumed). The answer ``ok`` is success, any other text a
failure (documented).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..errors import XfetchError
from ..faults.fault import Fault
from ..judging.outcome import Outcome
from ..record.delivery import INTAKE
from ..record.entries import BIND, WEBSOCKET, Attempt, Call, Entry, Exchange, Line
from ..record.fetch_run import INTERRUPTED, NOT_ANSWERED, FetchRun
from ..request.request import Request
from ..settings.settings import FETCH_INCIDENTS, LONG_RUNNING, TEST_MODULE

OK = "ok"
_DENIED = Fault("status", 401, words="status: 401")
# An answer of the code may be a whole page.
_LONGEST = 300
# The parameter with the port of a long-running integration (documented).
_PORT = "longRunningPort"
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
class Problem:
    """One thing that is wrong with the Test button: a stable name, and a sentence for the user. ``line`` is
    the line of the integration that caused it, None where it is not one line.
    """

    name: str
    message: str
    line: Line | None = None


@dataclass(frozen=True)
class Pressed:
    """The result of pressing Test.

    ``outcome`` and ``test`` are those of test-module. ``denied`` is test-module with every request answered
    401; None against the real product, and if test-module failed or sent no request. ``fetch`` is the first
    fetch; None if it cannot run, or nothing answers one of its requests. Each of ``problems`` makes the
    command fail; ``notes`` are sentences that do not.
    """

    outcome: Outcome
    test: Tried
    denied: Tried | None = None
    fetch: Tried | None = None
    problems: tuple[Problem, ...] = ()
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
    """Press Test: run test-module. If it succeeds and sends requests to a simulated product, run it again
    with every request answered 401. Then run the fetch. If nothing answers a request of test-module, stop
    there.

    ``run`` prepares and emulates a request. If ``run`` raises an error for test-module, the error passes to
    the caller. If it raises an XfetchError for the fetch, there is no result of the fetch. Raises
    KeyboardInterrupt where the user interrupted one of the runs.
    """
    testing = _of_test(request)
    outcome = run(testing)
    first = _first(outcome)
    test = _tried(first)
    pressed = Pressed(outcome, test)
    if pressed.unanswered:
        return pressed
    denied = None
    if test.is_ok and not request.scenario.live and outcome.judgement.tally.exchanges:
        faulty = replace(testing.product, faults=(_DENIED,))
        denied = _tried(_first(run(replace(testing, product=faulty))))
    fetched = _fetched(request, run)
    fetch = None if fetched is None else _tried(fetched)
    problems = (
        *_problems(test, first, outcome, denied, fetch),
        *_opened_twice(first, fetched),
    )
    notes = (*_notes(outcome, fetch), *_bound_again(first, fetched, outcome))
    return Pressed(outcome, test, denied, fetch, problems, notes)


def _of_test(request: Request) -> Request:
    stores = replace(request.scenario.stores, last_run={}, context={}, assets_last_run={})
    scenario = replace(request.scenario, command=TEST_MODULE, cycles=1, drain=None, stores=stores)
    return replace(request, scenario=scenario, stated=request.stated | {"command", "cycles"})


def _fetched(request: Request, run: Callable[[Request], Outcome]) -> FetchRun | None:
    try:
        outcome = run(request)
    except XfetchError:
        return None
    return None if outcome.stop == NOT_ANSWERED else _first(outcome)


def _first(outcome: Outcome) -> FetchRun:
    """Return the one fetch of a run. Raises KeyboardInterrupt where the user interrupted the run."""
    if outcome.stop == INTERRUPTED:
        raise KeyboardInterrupt
    return next(iter(outcome.runs))


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
) -> Iterator[Problem]:
    if test.is_ok and not outcome.judgement.tally.exchanges:
        what = (
            "Test answered ok and sent no request: it tries neither the address nor the credential"
        )
        yield Problem("asks-nothing", what)
    if denied is not None and denied.is_ok:
        what = "Test answered ok although every request was answered 401: a wrong credential passes"
        yield Problem("wrong-credential-passes", what)
    if fetch is not None and test.is_ok and not fetch.is_ok:
        what = f"Test answered ok, and the first {fetch.command} failed: {fetch.error}"
        yield Problem("ok-and-fetch-fails", what)
    if fetch is not None and not test.is_ok and fetch.is_ok:
        what = f"Test failed, and the first {fetch.command} succeeded"
        yield Problem("fails-and-fetch-works", what)
    if not test.error and not test.answer:
        what = "test-module answered nothing: the server waits for the text ok"
        yield Problem("answers-nothing", what)
    touched = {
        "setLastRun": "sets the last run",
        "setAssetsLastRun": "sets the assets' last run",
        "incidents": "sends incidents",
        "createIncidents": "creates incidents",
        "createIndicators": "creates indicators",
        INTAKE: "sends events or assets to the platform",
    }
    for name, what in touched.items():
        calls = run.record.named(name)
        if calls:
            message = f"test-module {what}: Test must leave everything as it is"
            yield Problem("changes-something", message, calls[0].line)


def _opened_twice(test: FetchRun, fetch: FetchRun | None) -> Iterator[Problem]:
    """Yield a problem for the first socket that Test opens beside the running integration (reported: content
    PR 38744): the product then closes one of the two, or sends each event to only one.
    """
    if fetch is None or fetch.command != LONG_RUNNING:
        return
    running = {_socket(one) for one in fetch.record.entries}
    for one in test.record.entries:
        socket = _socket(one)
        if socket and socket in running:
            what = f"test-module opens {socket}, which the running integration holds open already"
            yield Problem("opens-the-socket-again", what, one.line)
            return


def _socket(entry: Entry) -> str:
    """Return the address of a WebSocket that a request opens, answered or not; empty for another entry."""
    if isinstance(entry, Attempt) and entry.kind == WEBSOCKET:
        return entry.target.split(" ")[1].partition("?")[0]
    if isinstance(entry, Exchange) and any(
        name.lower() == "upgrade" and value.lower() == "websocket"
        for name, value in entry.request_headers
    ):
        return entry.url.partition("?")[0]
    return ""


def _bound_again(test: FetchRun, fetch: FetchRun | None, outcome: Outcome) -> Iterator[str]:
    """Yield a sentence for a port that Test binds beside the running integration. It is no problem where each
    container has a network of its own.
    """
    bound = {_port(call): call for call in test.record.named(BIND)}
    if not bound or not outcome.dossier.integration.manifest.get("long_running"):
        return
    held = {_port(call) for call in fetch.record.named(BIND)} if fetch is not None else set()
    if fetch is None:
        # A listener does not run here. Its port is that of the instance, or else the only one of the code.
        said = str(outcome.dossier.setting.params.get(_PORT) or "")
        held = {said} if said else set(bound)
    for port in sorted(held & set(bound)):
        line = bound[port].line
        where = f" ({outcome.dossier.integration.place(line)})" if line is not None else ""
        yield (
            f"test-module binds port {port}{where}, at which the running integration listens: where both"
            " share a network, as on a host without containers, one of them fails"
        )


def _port(call: Call) -> str:
    return str(call.args.get("address")).rpartition(":")[2]


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

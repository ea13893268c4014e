"""XF1xx: rules about how many incidents a fetch sends, and with which call; XF5xx: what a command sends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...record.delivery import INTAKE, delivery_of
from ...record.fetch_run import SENDERS, FetchRun
from ..finding import ERROR, INFO, WARNING, Finding
from ..identity import Duplicate
from ..value_words import counted
from .incidents import FETCH_INCIDENTS
from .rule import Case, Once, Rule, line_of

TRUE_WORDS = ("true", "yes", "1", "on", "y")
# The platform's limit: an instance with a larger max_fetch fails its Test.
_MOST_PER_RUN = 200
_LIMITS = (
    "max_fetch",
    "fetch_limit",
    "limit",
    "max_incidents",
    "max_results",
    "maxFetch",
    "max_events",
)


_GET_EVENTS = "-get-events"
# So begins the log line of a fault that changes the instance's parameters.
_CHANGED = "fault: params: "


class _MoreThanMaxFetch(Once):
    """Compares with the limit that the instance begins with. Once a fault has changed its parameters, the
    limit is another one, which the record does not hold.
    """

    def begin(self) -> None:
        super().begin()
        self._changed = False

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        self._changed |= any(one.message.startswith(_CHANGED) for one in run.record.logs)
        if self._changed:
            return
        limit = limit_of(self.facts.params)
        count = len(run.incidents)
        if limit is not None and self.facts.command == FETCH_INCIDENTS and count > limit[1] > 0:
            yield self.finding(
                run.cycle,
                f"one run created {counted(count, 'incident')}, but {limit[0]} is {limit[1]}",
                line_of(run, *SENDERS),
                count=count,
                limit=limit[1],
            )


class _TooMany(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        count = len(run.incidents)
        if self.facts.command == FETCH_INCIDENTS and count > _MOST_PER_RUN:
            what = f"one run created {count} incidents; the platform allows at most {_MOST_PER_RUN}"
            yield self.finding(run.cycle, what, line_of(run, *SENDERS), count=count)


class _NeverCalled(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if self.facts.command != FETCH_INCIDENTS or run.status != "ok":
            return
        called = run.record.named("incidents", "createIncidents", "fetchResults")
        if not called and not run.unanswered:
            what = "the run never called incidents(); call incidents([]) when there is nothing to create"
            yield self.finding(run.cycle, what)


class _CalledWithNone(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for call in run.record.named("incidents"):
            if call.args.get("incidents", ()) is None and not call.error:
                yield self.finding(
                    run.cycle, "incidents() was called with None; pass [] instead", call.line
                )
                return


class _GetEvents(Once):
    """Reports a command such as acme-get-events that does what only the fetch may do."""

    all_commands = True

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if not run.command.endswith(_GET_EVENTS):
            return
        for call in run.record.named("setLastRun", "setAssetsLastRun"):
            what = f"{run.command} changes the last run, from which the fetch goes on"
            yield self.finding(run.cycle, what, call.line, case=Case("last run"))
            break
        asked = [call.answer for call in run.record.named("args") if isinstance(call.answer, dict)]
        pushes = asked[-1].get("should_push_events") if asked else None
        if str(pushes).strip().lower() in TRUE_WORDS:
            return
        sent = [call for call in run.record.named(INTAKE) if delivery_of(call).count]
        if sent:
            told = (
                "without should_push_events"
                if pushes is None
                else f"with should_push_events={pushes}"
            )
            count = sum(delivery_of(call).count for call in sent)
            what = f"{run.command} {told} sends {counted(count, 'event')} to the platform"
            yield self.finding(run.cycle, what, sent[0].line, case=Case("push"))


def limit_of(params: object) -> tuple[str, int] | None:
    """Return the name and the value of the parameter that limits a fetch: the first of the usual names
    with a number; None without one.
    """
    values = params if isinstance(params, dict) else {}
    for name in _LIMITS:
        text = str(values.get(name, "")).strip()
        if text.isdecimal():
            return name, int(text)
    return None


MORE_THAN_MAX_FETCH = Rule(
    "XF117",
    "more-than-max-fetch",
    WARNING,
    "A run created more incidents than the instance's max_fetch allows.",
    "documented: max_fetch limits a run; reported: content PRs 29411, 40661",
    _MoreThanMaxFetch,
    remedy="cut the list at the limit, and save the last sent event's position",
)
TOO_MANY = Rule(
    "XF118",
    "too-many-in-a-run",
    WARNING,
    "A run created more than 200 incidents.",
    "documented: a max_fetch above 200 makes the instance's Test fail",
    _TooMany,
    remedy="fetch fewer events in a run; the next runs fetch the rest",
)
NEVER_CALLED = Rule(
    "XF119",
    "incidents-not-called",
    WARNING,
    "A run succeeded and never called incidents().",
    "reported: advised against in the documentation's own repository (329)",
    _NeverCalled,
    remedy="call incidents([]) when there is nothing to create",
)
CALLED_WITH_NONE = Rule(
    "XF120",
    "incidents-none",
    INFO,
    "incidents() was called with None.",
    "documented: a list, empty where there is nothing",
    _CalledWithNone,
    remedy="call incidents([]) when there is nothing to create",
)
GET_EVENTS = Rule(
    code="XF507",
    name="get-events-not-harmless",
    severity=ERROR,
    meaning="A command such as acme-get-events changes the last run, or sends events unasked.",
    source="documented: with should_push_events=false it must touch neither the last run nor XSIAM",
    fold=_GetEvents,
    remedy="save no last run here; send only if should_push_events is true",
)

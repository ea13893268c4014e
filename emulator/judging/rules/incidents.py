"""XF1xx: rules about events that were never created, created late, or created although they should not be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ...record.entries import CheckedJson, Line
from ...record.fetch_run import SENDERS, FetchRun
from ...settings.units import format_duration
from ..finding import ERROR, INFO, LIKELY, WARNING, Finding
from ..identity import EVENT, Duplicate
from ..value_words import counted, time_words
from ..verdict.event_verdict import UNWANTED_BY_SCOPE, UNWANTED_BY_WINDOW, EventVerdict
from ..verdict.starved import starved
from ..verdict.story import Story
from .cause_remedies import MISSED_REMEDIES
from .rule import Case, Fold, Once, Rule, line_of

FETCH_INCIDENTS = "fetch-incidents"
MOST_EVENTS = 1_000
NO_SHAPE = "unexplained"
NO_STORY = Story("")
_UNWANTED = {
    UNWANTED_BY_SCOPE: "created although out of scope",
    UNWANTED_BY_WINDOW: "created although older than the first window",
}


class _Missed(Fold):
    """Reports each missed event with its story. Those above ``MOST_EVENTS`` share one finding without a
    story.
    """

    def begin(self) -> None:
        self._line: Line | None = None

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        self._line = line_of(run, *SENDERS) or self._line
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        shapes: Counter[str] = Counter()
        for item in missed[:MOST_EVENTS]:
            story = self.stories.get(item.event.id, NO_STORY)
            shape = story.shape or NO_SHAPE
            shapes[shape] += 1
            yield self._told(item, story, shape)
        others = tuple(item.event.id for item in missed[MOST_EVENTS:])
        if others:
            case = Case(max(shapes, key=lambda one: shapes[one]), events=others, count=len(others))
            what = f"{counted(len(others), 'more event')} missed"
            yield self.finding(None, what, self._line, case=case)

    def _told(self, item: EventVerdict, story: Story, shape: str) -> Finding:
        event, is_event = item.event, self.facts.identity.noun == EVENT
        ending = "was sent" if is_event else "became an incident"
        created = time_words(event.created, event.visible)
        cycle = item.lost_in
        told = item.story or f"event {event.id}, created {created}, never {ending}"
        case = Case(
            shape,
            title=f"event {event.id} missed",
            story=told,
            brief=f"{event.id} (in cycle {cycle})" if cycle else event.id,
            events=(event.id,),
            remedy=MISSED_REMEDIES.get(shape, ""),
            places=story.places,
        )
        return self.finding(
            story.cycle or item.passed or None,
            told,
            self._line,
            case=case,
            event=event.id,
            created=event.created.isoformat(),
            visible=event.visible.isoformat(),
            requests=list(story.requests),
        )


class _Unwanted(Fold):
    """Yields one finding per event that should not have been created; ``verdict`` says why. Events above
    ``MOST_EVENTS`` share one finding.
    """

    verdict = ""

    def begin(self) -> None:
        self._lines: dict[int, Line | None] = {}

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.incidents and len(self._lines) < MOST_EVENTS:
            self._lines[run.cycle] = line_of(run, *SENDERS)
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        found = [] if self.verdicts is None else list(self.verdicts.of(self.verdict))
        by_window = self.verdict == UNWANTED_BY_WINDOW
        for item in found[:MOST_EVENTS]:
            event, cycle = item.event, item.delivered[0].cycle
            created = time_words(event.created, item.delivered[0].at)
            plain = (
                f"event {event.id}, created {created}, is out of scope; cycle {cycle} created it"
            )
            told = item.story if by_window else plain
            case = Case(
                self.verdict,
                f"event {event.id} {_UNWANTED[self.verdict]}",
                told,
                event.id,
                (event.id,),
            )
            line = self._lines.get(cycle)
            yield self.finding(cycle, told, line, case=case, event=event.id, times=item.times)
        others = tuple(item.event.id for item in found[MOST_EVENTS:])
        if others:
            line = self._lines.get(found[0].delivered[0].cycle)
            case = Case(self.verdict, events=others, count=len(others))
            yield self.finding(None, counted(len(others), "more event"), line, case=case)


class _OutOfScope(_Unwanted):
    verdict = UNWANTED_BY_SCOPE


class _OutOfWindow(_Unwanted):
    verdict = UNWANTED_BY_WINDOW


class _Late(Fold):
    """Reports events that an earlier fetch could have created, and events that were still not created at
    the end.
    """

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        verdicts = self.verdicts
        if verdicts is None:
            return
        late, waiting = [one for one in verdicts if one.late], verdicts.waiting
        if not late and waiting is None:
            return
        texts: list[str] = []
        evidence: dict[str, CheckedJson] = {}
        cycle = None
        if late:
            worst = max(late, key=lambda one: one.delay_s or 0.0)
            delay = format_duration(round(worst.delay_s or 0.0, 3))
            texts.append(
                f"created late: {counted(len(late), 'event')} that an earlier fetch could have created;"
                f" event {worst.event.id} came after {delay}"
            )
            cycle, evidence["most_s"] = worst.delivered[0].cycle, worst.delay_s
        evidence["late"] = len(late)
        if waiting is not None:
            most = format_duration(round(waiting.most_s, 3))
            texts.append(
                f"still waiting: {counted(waiting.events, 'event')} that two fetches or more could see;"
                f" event {waiting.oldest.id} has waited {most}"
            )
            evidence.update(waiting=waiting.events, waiting_s=waiting.most_s)
        # A backlog that a limit works off in order does no damage; a starved stream does.
        harm = next(starved(verdicts), None) is not None
        ids = tuple(one.event.id for one in late)
        cycles = tuple(sorted({one.delivered[0].cycle for one in late}))
        count = len(late) + (waiting.events if waiting is not None else 0)
        case = Case("", events=ids, cycles=cycles, count=count)
        yield self.finding(cycle, "; ".join(texts), harm=harm, case=case, **evidence)


class _Starved(Fold):
    """Yields one finding per group of events of which no more are created, although several fetches
    create incidents from events of other groups.
    """

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        for one in starved(self.verdicts) if self.verdicts is not None else ():
            none = "no more" if one.delivered else "none"
            there = format_duration(round(one.there_s, 3))
            held = "1 event was visible" if one.held == 1 else f"{one.held} events were visible"
            story = (
                f"{one.fetches} fetches created events but {none} of {one.group}: {held},"
                f" event {one.oldest.id} for {there}"
            )
            what = f"from cycle {one.since} on, {story}"
            title = f"nothing of {one.group} is created from cycle {one.since} on"
            case = Case("", title, story, count=one.held)
            yield self.finding(one.since, what, case=case, held=one.held, there_s=one.there_s)


class _SeveralCalls(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        calls = run.record.named("incidents")
        if len(calls) > 1:
            what = f"incidents() was called {len(calls)} times in one run"
            lines = [str(call.line) for call in calls]
            yield self.finding(run.cycle, what, calls[-1].line, lines=lines)


MISSED = Rule(
    code="XF102",
    name="missed-incident",
    severity=ERROR,
    meaning="The fetch went past an event of the product without creating it.",
    source="the ground truth: a scenario's events, or the vendor's own",
    fold=_Missed,
    heading="events missed",
    remedy="ask from the saved time on, and save the newest created event's time",
)
LATE = Rule(
    code="XF121",
    name="late-incident",
    severity=INFO,
    harm_severity=WARNING,
    meaning="An event was created later than an earlier successful fetch could have, or still waits.",
    source="the product's ground truth",
    fold=_Late,
    remedy="raise max_fetch, or fetch more often",
)
OUT_OF_SCOPE_CREATED = Rule(
    code="XF122",
    name="out-of-scope-created",
    severity=ERROR,
    meaning="The integration created an event that the instance's settings exclude.",
    source="the ground truth: the event is marked as out of scope",
    fold=_OutOfScope,
    heading="events created although out of scope",
    remedy="send the setting with every request, or filter the answer",
)
OUT_OF_WINDOW_CREATED = Rule(
    code="XF123",
    name="older-than-first-window",
    severity=ERROR,
    meaning="A later fetch asked for an earlier time than the first run, or for none, and created an event"
    " that is older than the first run's window.",
    source="documented: first_fetch limits the first run; the product's ground truth",
    fold=_OutOfWindow,
    heading="events created although older than the first window",
    remedy="start every later run at the saved position",
)
STARVED = Rule(
    code="XF418",
    name="starved-stream",
    severity=WARNING,
    meaning="Five fetches or more created events, but none of one stream or kind whose events were visible.",
    source="the product's ground truth",
    fold=_Starved,
    confidence=LIKELY,
    remedy="give each stream its own limit",
)
SEVERAL_CALLS = Rule(
    code="XF103",
    name="incidents-called-twice",
    severity=INFO,
    meaning="A run called incidents() more than once; xfetch joins the lists.",
    source="observed: the platform's template of 2026 sends batch by batch; assumed: the lists are joined"
    " (--assume several-incidents-calls)",
    fold=_SeveralCalls,
    remedy="call incidents() once, at the end",
)

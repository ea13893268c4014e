"""Finds why fetches fail again and again, why a saved state grows, and why a list of the product is never
fetched.
"""

from __future__ import annotations

from collections import Counter

from ...record.entries import Exchange, Json
from ...record.fetch_run import TIMEOUT, FetchRun
from ...record.trace import ASSIGN, LOOP, Step, Trace
from ..cause import ASKED, DECIDED, RAISED, Cause, Place, present, unknown
from ..value_words import counted
from .lines import caller, ended_by, looped
from .scene import Scene

# What code raises that takes the first or the last of no events.
EMPTY_PAGE = ("IndexError", "KeyError", "TypeError", "ValueError", "UnboundLocalError")
_REQUEST = ("HTTPError", "ConnectionError", "Timeout", "RequestException", "DemistoException")


def failing(scene: Scene, rule: str, cycle: int) -> Cause:
    """Return the cause for which ``cycle`` failed, as every later fetch does; ``rule`` is the code of the
    rule that found it.
    """
    run = scene.runs[cycle]
    if run.failure is None:
        return unknown(f"cycle {cycle} did not fail")
    if run.status == TIMEOUT:
        return _killed(scene, run)
    text = run.failure.cause or run.failure.message
    raised = _raised(scene, run)
    refused = _refused(run)
    if refused is not None and (run.failure.first_type in _REQUEST or not raised):
        spot = caller(scene.way(cycle, refused))
        line = spot.line if spot is not None else refused.line
        asked = Place(ASKED, line, _in_short(refused), cycle=cycle) if line else None
        answer = refused.failure or f"status {refused.status}"
        return Cause(
            "request-fails-for-ever",
            f"cycle {cycle} asked {_in_short(refused)} and got {answer}; every later fetch asks the same",
            present((asked, raised)),
            when="the product refuses one request for good",
        )
    if rule == "XF214":
        return Cause(
            "own-state-unreadable",
            f"cycle {cycle} cannot read the last run that an earlier cycle saved: {text}",
            present((raised,)),
        )
    passage = scene.passages[cycle]
    if rule == "XF302" and not run.record.exchanges:
        return Cause(
            "first-run-crashes",
            f"the first run fails before it asks anything: {text}",
            present((raised,)),
        )
    if not passage.got and run.failure.first_type in EMPTY_PAGE:
        return Cause(
            "crash-on-nothing-new",
            f"the answers of cycle {cycle} held no event, and the code failed: {text}",
            present((raised,)),
            when="a fetch finds nothing new",
        )
    record = _event_at_failure(scene.trace(cycle))
    which = f"event {record}" if record else "one record"
    again = "" if rule == "XF430" else "; every later fetch asks for it again"
    return Cause(
        "record-poisons",
        f"cycle {cycle} fails at {which}: {text}{again}",
        present((raised,)),
        when="the product returns one record of this kind",
    )


def _raised(scene: Scene, run: FetchRun) -> Place | None:
    """Return the line that raised the exception, with the values that the trace shows there; None where
    the line is not known.
    """
    if run.failure is None or run.failure.first_line is None:
        return None
    line = run.failure.first_line
    trace = scene.trace(run.cycle)
    step = _last_at(trace, line.number) if trace is not None else None
    if step is not None:
        return Place(RAISED, line, step.text, step.values, run.cycle)
    return Place(RAISED, line, cycle=run.cycle)


def _last_at(trace: Trace, number: int) -> Step | None:
    found = [step for step in trace.steps if step.line.number == number and step.kind != ASSIGN]
    return found[-1] if found else None


def _event_at_failure(trace: Trace | None) -> str:
    """Return the id of the event that the integration was processing when the fetch failed; empty where
    the trace does not show it.
    """
    if trace is None:
        return ""
    for step in reversed(trace.steps):
        if step.kind == LOOP and step.events:
            return step.events[-1]
        if len(step.events) == 1:
            return step.events[0]
    return ""


def _refused(run: FetchRun) -> Exchange | None:
    """Return the fetch's last request that got no answer or a status of 400 or more; None without one."""
    for exchange in reversed(run.record.exchanges):
        if exchange.failure or (exchange.status or 0) >= 400:
            return exchange
    return None


def _killed(scene: Scene, run: FetchRun) -> Cause:
    """Return the cause for a fetch that was killed at the time limit: it names the request that was sent
    most often, and how long all requests and sleeps took.
    """
    spent = Counter(one.line for one in run.record.exchanges)
    same = Counter(_in_short(one) for one in run.record.exchanges)
    if not spent:
        return Cause(
            "killed-at-timeout",
            f"cycle {run.cycle} was killed; it sent no request, and slept {run.slept_s:g} s",
            present((_raised(scene, run),)),
        )
    busiest, _ = spent.most_common(1)[0]
    exchange = next(one for one in reversed(run.record.exchanges) if one.line == busiest)
    key, times = same.most_common(1)[0]
    spot = looped(scene.way(run.cycle, exchange))
    line = spot.line if spot is not None else exchange.line
    text = spot.text if spot is not None else _in_short(exchange)
    asked = Place(DECIDED, line, text, cycle=run.cycle) if line else None
    sent = (
        Place(ASKED, exchange.line, _in_short(exchange), cycle=run.cycle) if exchange.line else None
    )
    total = len(run.record.exchanges)
    requests_s = sum(one.duration_s for one in run.record.exchanges)
    words = f"cycle {run.cycle} was killed after {counted(total, 'request')}, which took {requests_s:g} s"
    if run.slept_s:
        words += f", and {run.slept_s:g} s of sleep"
    if times > 1:
        words += f"; it sent {key} {times} times"
    return Cause(
        "killed-at-timeout",
        words,
        present((asked, sent)),
        when="in every fetch that has so much to do",
    )


def _in_short(exchange: Exchange) -> str:
    """Return the method and the path of a request: ``GET api/alerts``."""
    return (
        f"{exchange.method} {exchange.url.partition('://')[2].partition('/')[2].partition('?')[0]}"
    )


def grown(scene: Scene, cycle: int) -> Cause:
    """Return the cause for a last run that grows: the largest key, and the line that assigned it in
    ``cycle``.
    """
    trace = scene.trace(cycle)
    change = scene.runs[cycle].last_run
    before, sizes = _sizes(change.before), _sizes(change.after)
    if not sizes:
        return unknown("the last run holds no list")
    key = max(sizes, key=lambda one: sizes[one] - before.get(one, 0))
    steps = (
        [] if trace is None else [s for s in trace.steps if s.kind == ASSIGN and s.outcome == key]
    )
    place = Place.of(DECIDED, steps[-1], cycle) if steps else None
    return Cause(
        "state-grows",
        f"`{key}` of the last run holds {counted(sizes[key], 'value')} after cycle {cycle}, and nothing"
        " removes old ones",
        present((place, scene.saved(cycle))),
    )


def starved(scene: Scene, cycle: int, what: str) -> Cause:
    """Return the cause for which events of one list of the product are never created: another list uses up
    the limit of every fetch. ``what`` is the finding's message; the cause names the request for the
    other list.
    """
    passage = scene.passages[cycle]
    return Cause(
        "stream-starves",
        what,
        present(
            (
                _ended(scene, cycle),
                scene.calling(cycle, passage.main),
                scene.asked(cycle, passage.main),
                scene.saved(cycle),
            )
        ),
        when="one list has more events than the limit in every fetch",
    )


def _ended(scene: Scene, cycle: int) -> Place | None:
    """Return the condition that ended the fetch before it requested the other lists; None where the trace
    does not show it.
    """
    step = ended_by(scene.trace(cycle))
    return Place.of(DECIDED, step, cycle) if step is not None else None


def _sizes(state: Json) -> dict[str, int]:
    """Return how long each list, object and text of a state is. A text counts by its characters."""
    items = state.items() if isinstance(state, dict) else ()
    return {str(key): len(value) for key, value in items if isinstance(value, (list, dict, str))}

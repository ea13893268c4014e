"""Finds why fetches fail again and again, why a saved state grows, and why a list of the product is never
fetched.
"""

from __future__ import annotations

from dataclasses import replace

from ...record.entries import Call, Exchange, Json
from ...record.fetch_run import SENDERS, TIMEOUT, FetchRun
from ...record.id_guess import is_id_name
from ...record.json_path import scalars, text_of
from ...record.trace import ASSIGN, LOOP, TEST, TO_KEY, Step, Trace
from ..cause import ASKED, DECIDED, LED, RAISED, Cause, Place, present, unknown
from ..failures import advice_of, of_library, remedy_in
from ..value_words import counted
from .deciding import computed, deciding_step
from .killed import killed
from .lines import caller, ended_by
from .repeating import path_of
from .scene import Scene, mentions

_EMPTY = ("None", "''", "{}", "[]", "'{}'")
_READ_IT = "read the answer in the form in which the product sends it"
_OTHER_CRASH = "make this line work with the values that it has in a first run"
# What code raises that takes the first or the last of no events.
EMPTY_PAGE = ("IndexError", "KeyError", "TypeError", "ValueError", "UnboundLocalError")
_REQUEST = ("HTTPError", "ConnectionError", "Timeout", "RequestException", "DemistoException")


def failing(scene: Scene, rule: str, cycle: int) -> Cause:
    """Return the cause for which ``cycle`` failed, as every later fetch does, with the lines that led there;
    ``rule`` is the code of the rule that found it.
    """
    run = scene.runs[cycle]
    if run.failure is None:
        return unknown(f"cycle {cycle} did not fail")
    cause = _failing(scene, rule, run)
    known = {place.line for place in cause.places}
    led = (Place(LED, line, cycle=cycle) for line in run.failure.led if line not in known)
    return replace(cause, places=(*cause.places, *led))


def _failing(scene: Scene, rule: str, run: FetchRun) -> Cause:
    cycle = run.cycle
    if run.failure is None:
        return unknown(f"cycle {cycle} did not fail")
    if run.status == TIMEOUT:
        return killed(scene, run, _raised(scene, run))
    text = run.failure.cause or run.failure.message
    raised = _raised(scene, run)
    refused = _refused(run)
    if refused is not None and (run.failure.first_type in _REQUEST or not raised):
        asked = _asked_at(scene, cycle, refused)
        answer = refused.failure or f"status {refused.status}"
        return Cause(
            "request-fails-for-ever",
            f"cycle {cycle} asked {path_of(refused)} and got {answer}; every later fetch asks the same",
            present((asked, raised)),
            when="the product refuses one request for good",
        )
    if rule == "XF214":
        return Cause(
            "own-state-unreadable",
            f"cycle {cycle} cannot read the last run that an earlier cycle saved: {text}",
            present((raised, _saved_before(scene, cycle))),
        )
    lacking = _lacking(run, text, present((raised,)))
    if lacking is not None:
        return lacking
    passage = scene.passages[cycle]
    if rule == "XF302" and not run.record.exchanges:
        return Cause(
            "first-run-crashes",
            f"the first run fails before it asks anything: {text}",
            present((raised,)),
            remedy="" if _reads_nothing(run) else _OTHER_CRASH,
        )
    if (
        run.failure.first_type in EMPTY_PAGE
        and _all_known(scene, cycle)
        and not _fails_with_events_too(scene, run)
    ):
        held = "no event that was new" if passage.got else "no event"
        return Cause(
            "crash-on-nothing-new",
            f"the answers of cycle {cycle} held {held}, and the code failed: {text}",
            present((raised,)),
            when="a fetch finds nothing new",
        )
    if run.failure.first_type in EMPTY_PAGE and passage.got and _took_from_none(run):
        return Cause(
            "crash-on-nothing-new",
            f"the code left out each event that cycle {cycle} got, and failed: {text}",
            present((raised,)),
            when="a fetch finds nothing that it wants",
        )
    if _failed_after_sending(run):
        return Cause(
            "sent-before-saved",
            f"cycle {cycle} sent {counted(len(run.dropped), 'incident')}, then failed: {text}; the server"
            " drops the incidents and the position",
            present((scene.sent(cycle), raised)),
            when="a fetch fails after it has sent its incidents",
            remedy="end the fetch where it has sent its incidents",
        )
    record = _record_at_failure(scene, run) or _event_at_failure(scene.trace(cycle))
    answered = None if record or rule == "XF430" else _never_read(scene, run)
    if answered is not None:
        return Cause(
            "request-fails-for-ever",
            f"cycle {cycle} asked {path_of(answered)} and cannot read the answer: {text}; no fetch has read"
            " one",
            present((raised, _asked_at(scene, cycle, answered))),
            when="always: no answer has the form that the code reads",
            remedy=_READ_IT,
        )
    which = f"event {record}" if record else "one record"
    again = "" if rule == "XF430" else "; every later fetch asks for it again"
    return Cause(
        "record-poisons",
        f"cycle {cycle} fails at {which}: {text}{again}",
        present((raised,)),
        when="the product returns one record of this kind",
    )


def _lacking(run: FetchRun, text: str, places: tuple[Place, ...]) -> Cause | None:
    """Return the cause where the message of a failed fetch says what is lacking here: a library, or a name of
    CommonServerPython. None where it does not.
    """
    message = run.failure.message if run.failure is not None else ""
    advice = advice_of(text) or advice_of(message)
    if not advice:
        return None
    error = text.removesuffix(f" ({advice})")
    return Cause(
        "library-missing" if of_library(advice) else "common-server-lacks-it",
        f"cycle {run.cycle} fails: {error}: {advice.rpartition('; ')[0] or advice}",
        places,
        remedy=remedy_in(advice),
    )


def _asked_at(scene: Scene, cycle: int, exchange: Exchange) -> Place | None:
    """Return the line that decides what a request asks for; None where it is not known."""
    spot = caller(scene.way(cycle, exchange))
    line = spot.line if spot is not None else exchange.line
    return Place(ASKED, line, path_of(exchange), cycle=cycle) if line else None


def _fails_with_events_too(scene: Scene, run: FetchRun) -> bool:
    """Whether another fetch failed at the same line although its answers held new events."""
    line = run.failure.first_line if run.failure is not None else None
    return any(
        other.failure is not None
        and other.failure.first_line == line
        and not _all_known(scene, cycle)
        for cycle, other in scene.runs.items()
    )


def _failed_after_sending(run: FetchRun) -> bool:
    """Whether a fetch sent incidents, and failed with no further call or request."""
    calls = [one for one in run.record.entries if isinstance(one, Call | Exchange)]
    last = calls[-1] if calls else None
    return bool(run.dropped) and isinstance(last, Call) and last.name in SENDERS and not last.error


def _never_read(scene: Scene, run: FetchRun) -> Exchange | None:
    """Return the fetch's last request, if it was answered and no fetch that asked the same ever ended well:
    then what the code cannot read is the answer, and not one record of it. Else None.
    """
    answered = next(iter(run.record.exchanges[-1:]), None)
    if answered is None or answered.failure or (answered.status or 0) >= 400:
        return None
    well = (one for one in scene.runs.values() if not one.failed)
    path = path_of(answered)
    if any(path_of(one) == path for other in well for one in other.record.exchanges):
        return None
    return answered


def _all_known(scene: Scene, cycle: int) -> bool:
    """Whether a fetch got only events that its last run remembers or an earlier fetch created, or none."""
    got = scene.passages[cycle].got
    state = text_of(scene.runs[cycle].last_run.before) if got else ""
    created = {
        one for earlier in scene.runs if earlier < cycle for one in scene.created_in(earlier) if got
    }
    return all(one in created or mentions(state, one) for one in got)


def _took_from_none(run: FetchRun) -> bool:
    """Whether a fetch failed at an empty list."""
    return run.failure is not None and any(one.value == "[]" for one in run.failure.values)


def _reads_nothing(run: FetchRun) -> bool:
    """Whether a first fetch failed at a value that the empty last run does not have: at a missing key, or at
    None or an empty value.
    """
    failure = run.failure
    if failure is None:
        return False
    text = f"{failure.cause} {failure.message}"
    empty = any(one.value in _EMPTY for one in failure.values)
    return failure.first_type == "KeyError" or "NoneType" in text or empty


def _saved_before(scene: Scene, cycle: int) -> Place | None:
    """Return the line that made the state which the last fetch before this cycle saved: that of its last key;
    without one the line that saved it.
    """
    for earlier in sorted((one for one in scene.runs if one < cycle), reverse=True):
        place = scene.saving(earlier)
        if place is not None:
            step = _last_key(scene.trace(earlier), scene.runs[earlier].last_run.after)
            return place if step is None else replace(place, line=step.line, text=step.text)
    return None


def _last_key(trace: Trace | None, state: Json) -> Step | None:
    """Return the last step that put a value under a key of a saved state; None without one."""
    found = [
        one
        for one in (trace.steps if trace is not None else ())
        if one.kind == ASSIGN
        and one.then == TO_KEY
        and isinstance(state, dict)
        and one.outcome in state
    ]
    return found[-1] if found else None


def _raised(scene: Scene, run: FetchRun) -> Place | None:
    """Return the line that raised the exception, with the values that it had there; None where the line is
    not known.
    """
    if run.failure is None or run.failure.first_line is None:
        return None
    line = run.failure.first_line
    if run.failure.values:
        return Place(RAISED, line, values=run.failure.values, cycle=run.cycle)
    trace = scene.trace(run.cycle)
    step = _last_at(trace, line.number) if trace is not None else None
    if step is not None:
        return Place(RAISED, line, step.text, step.values, run.cycle)
    return Place(RAISED, line, cycle=run.cycle)


def _last_at(trace: Trace, number: int) -> Step | None:
    found = [step for step in trace.steps if step.line.number == number and step.kind != ASSIGN]
    return found[-1] if found else None


def _record_at_failure(scene: Scene, run: FetchRun) -> str:
    """Return the id of the event that the integration was processing when the fetch failed, as the objects
    in its variables show it; empty where they hold none.
    """
    objects = run.failure.objects if run.failure is not None else ()
    leaf = scene.identity.path.rpartition(".")[2]
    fields = [(path.rpartition(".")[2], text_of(v)) for one in objects for path, v in scalars(one)]
    # Without a simulated product any id is one of an event.
    known = [(key, value) for key, value in fields if value in scene.truth or not scene.truth]
    own = next((value for key, value in known if key == leaf), "")
    return own or next((value for key, value in known if is_id_name(key)), "")


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


def grown(scene: Scene, cycle: int) -> Cause:
    """Return the cause for a last run that grows: the key whose value grew most in ``cycle``, and the line
    that assigned it there.
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
        f"`{key}` of the last run gets longer with the events that are created, and nothing removes old"
        " values",
        present((place, scene.saved(cycle))),
    )


def starved(scene: Scene, cycle: int, what: str) -> Cause:
    """Return the cause for which events of one list of the product are never created: another list uses up
    the limit of every fetch, or ends it. ``what`` says what happened; the cause names the request for
    the other list.
    """
    passage = scene.passages[cycle]
    return Cause(
        "stream-starves",
        what,
        present(
            (
                *(_limited(scene, cycle) or (_ended(scene, cycle),)),
                scene.asked(cycle, passage.main),
                scene.saved(cycle),
            )
        ),
        when="another list has enough events in every fetch",
    )


def _limited(scene: Scene, cycle: int) -> tuple[Place, ...]:
    """Return the line that computed the limit for the list of the scene's event, and the condition that
    compared the number of its events with it; none where the trace does not show them.
    """
    trace = scene.trace(cycle) if scene.id else None
    step = deciding_step(trace, scene.id, scene.created_in(cycle)) if trace is not None else None
    if trace is None or step is None or step.kind != TEST:
        return ()
    if any(one.type != "int" for one in step.values):
        return ()
    before = [one for one in trace.steps[: trace.steps.index(step)] if one.kind == ASSIGN]
    # What begins with a number, as ``created = 0``, counts.
    counters = {one.outcome for one in before if one.text.isdigit()}
    compared = {(one.name, one.value) for one in step.values if one.name not in counters}
    made = [one for one in before if (one.outcome, one.values[0].value) in compared]
    return present(
        (
            Place.of(DECIDED, computed(trace, made[-1]), cycle) if made else None,
            Place.of(DECIDED, step, cycle),
        )
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

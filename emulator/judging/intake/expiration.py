"""When the platform expires a feed's indicators, and whether it is right: by the instance's policy, over
simulated time.

``suddenDeath`` expires what is not in the latest fetch, ``interval`` what was not sent for that many minutes
(documented). A fetch that fails, that sends nothing at all, or that says ``noUpdate`` expires nothing
(assumed but for ``noUpdate``, which is documented). ``never`` and ``indicatorType`` are not judged: the
first expires nothing, the other depends on settings of the server. ``suddenDeath`` does not apply to a feed
that declares itself incremental (documented).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ...record.entries import Json, Line
from ...record.fetch_run import FetchRun
from ...record.product_event import VendorEvent
from ..identity import Identity
from .indicators import CREATE, Indicators, sent_in

SUDDEN_DEATH, INTERVAL = "suddenDeath", "interval"
FALSELY, NEVER, STALE = "falsely expired", "never expired", "not updated"
# Documented: what feedExpirationInterval is where the instance does not set it, in minutes.
_USUAL_MINUTES = 20_160
_OFF = (None, "", False, "false", "False")


@dataclass(frozen=True)
class Policy:
    """The instance's expiration policy, where it is one that is judged."""

    name: str
    interval: timedelta = timedelta(minutes=_USUAL_MINUTES)


@dataclass(frozen=True)
class Lapse:
    """What went wrong with one indicator: ``falsely expired`` although the product still held it, ``never
    expired`` although the product had removed it, or ``not updated`` although the product had changed it.

    ``cycle`` is the fetch that shows it and ``at`` the time of it, ``why`` says how it came about; ``line``
    is the integration's line that sent the indicators of that fetch, None where it sent none.
    """

    id: str
    state: str
    cycle: int
    at: datetime
    why: str
    line: Line | None = None


def policy_of(params: Mapping[str, Json]) -> Policy | None:
    """Return the expiration policy that an instance's parameters say; None where it is not judged."""
    name = params.get("feedExpirationPolicy")
    if name == INTERVAL:
        text = str(params.get("feedExpirationInterval") or "").strip()
        minutes = int(text) if text.isdecimal() and int(text) else _USUAL_MINUTES
        return Policy(INTERVAL, timedelta(minutes=minutes))
    if name == SUDDEN_DEATH and params.get("feedIncremental") in _OFF:
        return Policy(SUDDEN_DEATH)
    return None


@dataclass(slots=True)
class _Held:
    """An indicator that the platform holds: the fetch that last sent it, and when."""

    began: datetime
    sent: datetime
    cycle: int
    line: Line | None
    active: bool = True


class Expirations:
    """Works out, from one fetch after the other, which indicators the platform has expired, and notes those
    that it should have expired or kept.

    Without ground truth (``truth`` is None) it counts what expired and judges nothing.
    """

    def __init__(
        self, policy: Policy | None, identity: Identity, truth: Sequence[VendorEvent] | None
    ) -> None:
        self._policy = policy
        self._identity = identity
        self._truth = {event.id: event for event in truth or ()}
        self._held: dict[str, _Held] = {}
        self._wrong: dict[str, Lapse] = {}
        self._last: FetchRun | None = None  # the last fetch after which indicators may expire
        self.expired = 0

    def see(self, run: FetchRun) -> None:
        """Read the next fetch of indicators."""
        policy = self._policy
        if policy is not None and policy.name == INTERVAL:
            self._lapsed(policy, run.at, run.cycle)
        calls = [call for call in run.record.named(CREATE) if not call.error]
        here: set[str] = set()
        for call in calls:
            for one in sent_in(call):
                key = self._identity.asked_id(self._identity.of(one))
                here.add(key)
                self._held[key] = _Held(run.at, call.at, run.cycle, call.line)
        if run.status != "ok":
            return
        self._last = run
        whole = calls and not any(call.args.get("noUpdate") for call in calls)
        if policy is not None and policy.name == SUDDEN_DEATH and whole:
            for key, held in self._held.items():
                if held.active and key not in here:
                    self._expire(key, held, run.at, run.pulled_at, run.cycle, calls[-1].line)

    def _lapsed(self, policy: Policy, now: datetime, cycle: int) -> None:
        """Expire what was not sent for the policy's interval until ``now``."""
        for key, held in self._held.items():
            at = held.sent + policy.interval
            if held.active and at <= now:
                self._expire(key, held, at, at, cycle, held.line)

    def _expire(
        self, key: str, held: _Held, since: datetime, at: datetime, cycle: int, line: Line | None
    ) -> None:
        held.active = False
        self.expired += 1
        event = self._truth.get(key)
        if event is None or event.visible > since or _gone(event, at) or not event.in_scope:
            return
        if self._policy is not None and self._policy.name == SUDDEN_DEATH:
            why = f"cycle {cycle} did not send it, and the product still held it"
        else:
            why = f"it was last sent in cycle {held.cycle}, and the product still held it"
        self._wrong.setdefault(key, Lapse(key, FALSELY, cycle, at, why, line))

    def end(self) -> tuple[Lapse, ...]:
        """Return what went wrong with indicators, in the order in which it showed."""
        policy, last = self._policy, self._last
        if last is not None:
            if policy is not None and policy.name == INTERVAL:
                self._lapsed(policy, last.pulled_at, last.cycle)
            for one in (*self._never(policy, last), *self._stale(last)):
                self._wrong.setdefault(one.id, one)
        return tuple(sorted(self._wrong.values(), key=lambda one: (one.cycle, one.at)))

    def _never(self, policy: Policy | None, last: FetchRun) -> Iterator[Lapse]:
        for key, held in self._held.items() if policy is not None else ():
            event = self._truth.get(key)
            if event is None or event.removed is None or not held.active:
                continue
            if held.began >= event.removed:
                why = f"cycle {held.cycle} sent it again after the product had removed it"
                yield Lapse(key, NEVER, held.cycle, held.sent, why, held.line)
            elif policy is not None and policy.name == SUDDEN_DEATH and event.removed <= last.at:
                why = (
                    "after the product had removed it, no fetch"
                    f" until cycle {last.cycle} sent a list without it"
                )
                yield Lapse(key, NEVER, last.cycle, last.at, why, held.line)

    def _stale(self, last: FetchRun) -> Iterator[Lapse]:
        """Yield the indicators whose last change in the product no later fetch sent."""
        for key, held in self._held.items():
            event = self._truth.get(key)
            changes = [one.at for one in event.updates if one.at <= last.at] if event else []
            if event is None or not changes or held.began >= changes[-1] or not held.active:
                continue
            if not _gone(event, last.at):
                why = (
                    f"it was last sent in cycle {held.cycle}, and the product changed it"
                    f" before cycle {last.cycle}"
                )
                yield Lapse(key, STALE, last.cycle, changes[-1], why, held.line)


def with_lapses(
    counts: Indicators | None, expired: int, lapses: Sequence[Lapse]
) -> Indicators | None:
    """Return the counts of a feed with those of its expirations."""
    if counts is None:
        return None
    states = Counter(one.state for one in lapses)
    return replace(
        counts,
        expired=expired,
        falsely_expired=states[FALSELY],
        never_expired=states[NEVER],
        not_updated=states[STALE],
    )


def _gone(event: VendorEvent, at: datetime) -> bool:
    return event.removed is not None and event.removed <= at

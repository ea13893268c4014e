"""Decides what the server keeps of a fetch: all of a successful one, little of a failed one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..demisto.session import Session
from ..record.incident import Incident
from ..settings.instance import Stores
from ..settings.settings import EVENTS_COMMANDS, RunSettings


@dataclass(frozen=True)
class Settlement:
    """The stored state after a fetch, and which of its incidents and events the server created."""

    stores: Stores  # the state after the fetch
    created: tuple[Incident, ...]  # incidents and events that the server created
    dropped: tuple[Incident, ...]  # incidents that were sent and not created


def settle(session: Session, failed: bool, scenario: RunSettings) -> Settlement:
    """Return what the server keeps of a fetch.

    Documented: a failed fetch does not save the last run that it set. Reported (content PR 25828):
    fetch-events saves it, because return_error exits cleanly there; by the same code fetch-assets does too.
    Incidents of createIncidents and events that the intake took were created at the call. Assumed, and a
    scenario can choose otherwise: what becomes of incidents and of the integration context after an error.
    """
    at_once = (*session.sent.created, *session.sent.events)
    sent = _sent(session, scenario)
    if failed:
        keeps = scenario.assumes("incidents-after-error") == "created"
        created, dropped = (sent, ()) if keeps else ((), sent)
    else:
        created, dropped = sent, ()
    saves = not failed or session.invocation.command in EVENTS_COMMANDS
    stores = session.asked if saves else session.stores
    saves_context = not failed or scenario.assumes("context-after-error") == "kept"
    context_of = session.asked if saves_context else session.synced
    if context_of is not stores:
        stores = replace(
            stores, context=context_of.context, context_version=context_of.context_version
        )
    return Settlement(stores, (*at_once, *created), dropped)


def _sent(session: Session, scenario: RunSettings) -> tuple[Incident, ...]:
    batches = session.sent.batches
    if scenario.assumes("several-incidents-calls") == "last":
        batches = batches[-1:]
    return tuple(incident for batch in batches for incident in batch)

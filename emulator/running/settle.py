"""The platform's law: a fetch that ends well is committed, one that fails is not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..demisto.session import Session
from ..record.entries import Incident
from ..settings.server_state import Stores
from ..settings.settings import EVENTS_COMMANDS, Scenario


@dataclass(frozen=True)
class Settlement:
    """What a fetch left behind: the stores after it, what was created, what was sent in vain."""

    stores: Stores
    created: tuple[Incident, ...]
    dropped: tuple[Incident, ...]


def settle(session: Session, failed: bool, scenario: Scenario) -> Settlement:
    """Commit on success, keep on failure.

    Documented: the last run set during a run that ends in an error is not saved. Reported (content PR
    25828): in fetch-events it survives, since return_error exits cleanly there; by the same code it does
    in fetch-assets. What createIncidents made and send_events_to_xsiam delivered left the process at
    the call. Assumed, each a switch of the scenario: the fate of incidents and of the integration
    context after an error.
    """
    at_once = (*session.sent.created, *session.sent.events)
    sent = _sent(session, scenario)
    if failed:
        keeps = scenario.assumes("incidents-after-error") == "created"
        created, dropped = (sent, ()) if keeps else ((), sent)
    else:
        created, dropped = sent, ()
    saves = not failed or session.invocation.command in EVENTS_COMMANDS
    runs_from = session.asked if saves else session.stores
    saves_context = not failed or scenario.assumes("context-after-error") == "kept"
    context_from = session.asked if saves_context else session.synced
    stores = replace(
        runs_from,
        context=context_from.context,
        context_version=context_from.context_version,
    )
    return Settlement(stores, (*at_once, *created), dropped)


def _sent(session: Session, scenario: Scenario) -> tuple[Incident, ...]:
    batches = session.sent.batches
    if scenario.assumes("several-incidents-calls") == "last":
        batches = batches[-1:]
    return tuple(incident for batch in batches for incident in batch)

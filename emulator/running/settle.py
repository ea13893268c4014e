"""The platform's law: a fetch that ends well is committed, one that fails is not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..demisto.session import UNSET, Session
from ..record.entries import Json
from ..settings.server_state import Stores
from ..settings.settings import EVENTS_COMMANDS, Scenario


@dataclass(frozen=True)
class Settlement:
    """What a fetch left behind: the stores after it, what was created, what was sent in vain."""

    stores: Stores
    created: tuple[Json, ...]
    dropped: tuple[Json, ...]


def settle(session: Session, failed: bool, scenario: Scenario) -> Settlement:
    """Commit on success, keep on failure.

    Documented: the last run set during a run that ends in an error is not saved. Reported (content PR
    25828): in fetch-events it survives, since return_error exits cleanly there; by the same code it does
    in fetch-assets. What createIncidents made and send_events_to_xsiam delivered left the process at
    the call. Assumed, each a switch of the scenario: the fate of incidents and of the integration
    context after an error.
    """
    at_once = (*session.created, *session.events)
    sent = _sent(session, scenario)
    if failed:
        keeps = scenario.assumes("incidents-after-error") == "created"
        created, dropped = (sent, ()) if keeps else ((), sent)
    else:
        created, dropped = sent, ()
    saves = not failed or session.command in EVENTS_COMMANDS
    stores = _committed(session) if saves else session.stores
    if not failed or scenario.assumes("context-after-error") == "kept":
        stores = _with_context(stores, session)
    elif session.synced is not None:
        context, version = session.synced
        stores = replace(stores, context=context, context_version=version)
    return Settlement(stores, (*at_once, *created), dropped)


def _sent(session: Session, scenario: Scenario) -> tuple[Json, ...]:
    batches = session.batches
    if scenario.assumes("several-incidents-calls") == "last":
        batches = batches[-1:]
    return tuple(incident for batch in batches for incident in batch)


def _committed(session: Session) -> Stores:
    stores = session.stores
    if session.last_run is not UNSET:
        stores = replace(stores, last_run=session.last_run)
    if session.assets_last_run is not UNSET:
        stores = replace(stores, assets_last_run=session.assets_last_run)
    if session.mirror_last_run is not UNSET:
        stores = replace(stores, mirror_last_run=session.mirror_last_run)
    return stores


def _with_context(stores: Stores, session: Session) -> Stores:
    if session.context is None:
        return stores
    return replace(stores, context=session.context, context_version=session.context_version)

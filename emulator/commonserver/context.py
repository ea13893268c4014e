"""Functions for the integration context, the last run of mirroring, and the War Room's entry context."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import json
    import time
    from typing import Any

    import demistomock as demisto

    from .constants import CONTEXT_UPDATE_RETRY_TIMES, MIN_VERSION_FOR_VERSIONED_CONTEXT
    from .demisto_exception import DemistoException
    from .server import is_demisto_version_ge
    from .values import merge_lists

__all__ = (
    "createContext",
    "createContextSingle",
    "get_feed_last_run",
    "get_integration_context",
    "get_integration_context_with_version",
    "get_last_mirror_run",
    "is_versioned_context_available",
    "set_feed_last_run",
    "set_integration_context",
    "set_last_mirror_run",
    "set_to_integration_context_with_retries",
    "update_integration_context",
)

# Between two tries to store the context; the real one waits a random time of up to a tenth of a second.
_RETRY_AFTER_S = 0.05


def is_versioned_context_available() -> bool:
    return is_demisto_version_ge(MIN_VERSION_FOR_VERSIONED_CONTEXT)


def get_integration_context(sync: bool = True, with_version: bool = False) -> Any:
    if not is_versioned_context_available():
        return demisto.getIntegrationContext()
    found = demisto.getIntegrationContextVersioned(refresh=sync)
    return found if with_version else found.get("context", {})


def set_integration_context(context: Any, sync: bool = True, version: Any = -1) -> Any:
    """Store the integration context. Raises ValueError if ``version`` is older than the stored one
    (documented).
    """
    demisto.debug("Setting integration context")
    if not is_versioned_context_available():
        return demisto.setIntegrationContext(context)
    demisto.debug(f"Updating integration context with version {version}. Sync: {sync}")
    return demisto.setIntegrationContextVersioned(context, version, sync)


def get_integration_context_with_version(sync: bool = True) -> tuple[Any, Any]:
    """Return the integration context and its version.

    The version is -1, which stands for any version, if the server does not support versions.
    """
    found = get_integration_context(sync, with_version=True)
    if not is_versioned_context_available():
        return found, -1
    return found.get("context", {}), found.get("version") if sync else -1


def update_integration_context(
    context: Any, object_keys: Any = None, sync: bool = True
) -> tuple[Any, Any]:
    """Return the stored integration context with the values of ``context`` put in as JSON texts, and its
    version.

    Nothing is saved. A list under a key of ``object_keys`` is merged with the stored list: ``merge_lists``.
    """
    stored, version = get_integration_context_with_version(sync)
    for name, value in context.items():
        before = json.loads(stored.get(name, "[]"))
        after = value
        if object_keys and name in object_keys:
            after = merge_lists(before, value, object_keys[name])
        stored[name] = json.dumps(after)
    return stored, version


def set_to_integration_context_with_retries(
    context: Any, object_keys: Any = None, sync: bool = True, max_retry_times: int = 3
) -> None:
    """Update and save the integration context; try again if something else has changed it meanwhile.

    Raises Exception when the last try fails.
    """
    for attempt in range(1, max_retry_times + 1):
        updated, version = update_integration_context(context, object_keys, sync)
        demisto.debug(f"Attempting to update the integration context with version {version}.")
        try:
            set_integration_context(updated, sync, version)
        except ValueError as error:
            left = CONTEXT_UPDATE_RETRY_TIMES - attempt
            demisto.debug(
                f"Failed updating integration context with version {version}: {error}"
                f" Attempts left - {left}"
            )
            time.sleep(_RETRY_AFTER_S)
        else:
            demisto.debug(f"Successfully updated integration context with version {version}.")
            return
    raise Exception("Failed updating integration context. Max retry attempts exceeded.")


def get_last_mirror_run() -> Any:
    _check_mirror_run("getLastMirrorRun")
    return demisto.getLastMirrorRun() or {}


def set_last_mirror_run(last_mirror_run: Any) -> None:
    _check_mirror_run("setLastMirrorRun")
    demisto.setLastMirrorRun(last_mirror_run)


def _check_mirror_run(name: str) -> None:
    if not is_demisto_version_ge("6.6.0"):
        raise DemistoException(f"You cannot use {name} as your version is below 6.6.0")


def get_feed_last_run() -> Any:
    """Return the last run of a feed.

    Servers from 6.2.0 on keep it apart. A last run that an older server kept in the integration context is
    moved there.
    """
    if not is_demisto_version_ge("6.2.0"):
        return demisto.getIntegrationContext() or {}
    last_run = demisto.getLastRun() or {}
    if not last_run:
        last_run = demisto.getIntegrationContext()
        if last_run:
            demisto.setLastRun(last_run)
            demisto.setIntegrationContext({})
    return last_run


def set_feed_last_run(last_run_indicators: Any) -> None:
    if is_demisto_version_ge("6.2.0"):
        demisto.setLastRun(last_run_indicators)
    else:
        demisto.setIntegrationContext(last_run_indicators)


def createContext(
    data: Any, id: Any = None, keyTransform: Any = None, removeNull: bool = False
) -> Any:
    """Return a dictionary, or a list of them, as entry context: the key ``a.b`` becomes ``{"a": {"b": …}}``.

    ``keyTransform`` converts the last part of each key. ``id`` is the value of the key ``ID``, unless the
    data has that key. ``removeNull`` leaves out empty values.
    """
    if isinstance(data, (list, tuple)):
        return [createContextSingle(item, id, keyTransform, removeNull) for item in data]
    return createContextSingle(data, id, keyTransform, removeNull)


def createContextSingle(
    obj: Any, id: Any = None, keyTransform: Any = None, removeNull: bool = False
) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for key in obj.keys():
        value = obj[key]
        if removeNull and value in ("", None, [], {}):
            continue
        *path, last = key.split(".")
        place = context
        for part in path:
            place = place.setdefault(part, {})
        place[keyTransform(last) if keyTransform else last] = value
    if id is not None:
        context.setdefault("ID", id)
    return context

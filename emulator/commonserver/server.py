"""Functions of CommonServerPython that return facts about the XSOAR server: its version and kind, the engine,
the tenant, the name of the integration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import json
    from threading import Lock
    from typing import Any

    import demistomock as demisto

    from .values import parse_json_string

__all__ = (
    "FETCH_COMMANDS",
    "GetDemistoVersion",
    "get_demisto_version",
    "get_demisto_version_as_str",
    "get_engine_base_url",
    "get_integration_instance_name",
    "get_integration_name",
    "get_pack_version",
    "get_script_name",
    "get_server_config",
    "get_tenant_account_name",
    "is_demisto_version_ge",
    "is_integration_instance_running_on_engine",
    "is_platform",
    "is_scheduled_command_retry",
    "is_time_sensitive",
    "is_using_engine",
    "is_xsiam",
    "is_xsiam_or_xsoar_saas",
    "is_xsoar",
    "is_xsoar_hosted",
    "is_xsoar_on_prem",
    "is_xsoar_saas",
    "support_multithreading",
)


# The commands that fetch; a server that runs one of them expects no entry for the War Room.
FETCH_COMMANDS = [
    "fetch-incidents",
    "fetch-credentials",
    "fetch-indicators",
    "fetch-assets",
    "fetch-events",
]


class GetDemistoVersion:
    """Returns the server's version, and reads it only once.

    Raises AttributeError on servers without a version.
    """

    def __init__(self) -> None:
        self._version: Any = None

    def __call__(self) -> Any:
        if self._version is None:
            if not hasattr(demisto, "demistoVersion"):
                raise AttributeError("demistoVersion attribute not found.")
            self._version = demisto.demistoVersion()
        return self._version


get_demisto_version = GetDemistoVersion()


def get_demisto_version_as_str() -> str:
    """Return the server's version and build as ``version-build``."""
    try:
        found = get_demisto_version()
    except AttributeError:
        return "Unknown"
    return f"{found.get('version', 'Unknown')}-{found.get('buildNumber', 'Unknown')}"


def is_demisto_version_ge(version: Any, build_number: Any = "") -> bool:
    """Whether the server has at least this version. Versions are compared number by number: 6.10 is newer
    than 6.9.

    The CommonServerPython of October 2022 compared them as texts.
    """
    found: Any = {}
    try:
        found = get_demisto_version()
        server, wanted = _numbers(found.get("version")), _numbers(version)
        if server != wanted:
            return server > wanted
        return not build_number or int(found.get("buildNumber")) >= int(build_number)
    except AttributeError:
        if version >= "5.0.0":
            return False
        raise
    except ValueError:
        demisto.log(
            f"is_demisto_version_ge: ValueError. \n input: server version: {version}"
            f" build number: {build_number}\nserver version: {found}"
        )
        return True


def _numbers(version: Any) -> tuple[Any, ...]:
    return tuple(part.zfill(8) for part in version.split("."))


def _platform() -> Any:
    return demisto.demistoVersion().get("platform")


def is_xsiam() -> bool:
    return bool(_platform() == "x2")


def is_xsoar() -> bool:
    return "xsoar" in _platform()


def is_xsoar_hosted() -> bool:
    return bool(_platform() == "xsoar_hosted")


def is_xsoar_on_prem() -> bool:
    return _platform() == "xsoar" and not is_demisto_version_ge("8.0.0")


def is_xsoar_saas() -> bool:
    return _platform() == "xsoar" and is_demisto_version_ge("8.0.0")


def is_xsiam_or_xsoar_saas() -> bool:
    return is_demisto_version_ge("8.0.0")


def is_platform() -> bool:
    """Whether the server is the unified platform, which has XSIAM's and XSOAR's parts."""
    return bool(_platform() == "unified_platform")


def is_using_engine() -> Any:
    """Return the id of the engine that runs the integration; None without an engine."""
    return demisto.demistoVersion().get("engine")


def get_engine_base_url(engine_id: Any) -> Any:
    """Return the base URL of an engine, which the server's list of engines names."""
    response = demisto.internalHttpRequest("GET", uri="/engines", body=json.dumps({}))
    engines = parse_json_string(response.get("body", "{}")).get("engines", [])
    found: Any = next((engine for engine in engines if engine.get("id") == engine_id), {})
    return found.get("baseUrl", "")


def is_integration_instance_running_on_engine() -> Any:
    """Return the id of the engine that this instance runs on, which the server's list of instances names;
    empty without one.
    """
    response = demisto.internalHttpRequest(
        "POST", uri="/settings/integration/search", body='{"size":1000}'
    )
    instances = parse_json_string(response.get("body", "{}")).get("instances", [])
    name = demisto.integrationInstance()
    found: Any = next((one for one in instances if one.get("name") == name), {})
    return found.get("engine", "")


def get_server_config() -> Any:
    """Return the server's configuration (``sysConf``)."""
    response = demisto.internalHttpRequest(method="GET", uri="/system/config")
    return parse_json_string(response.get("body")).get("sysConf", {})


def is_time_sensitive() -> Any:
    """Whether the server runs the command inline, while someone waits for it."""
    return hasattr(demisto, "isTimeSensitive") and demisto.isTimeSensitive()


def _of_context(name: str) -> Any:
    return demisto.callingContext.get("context", {}).get(name, "")


def get_integration_name() -> Any:
    return _of_context("IntegrationBrand")


def get_pack_version(pack_name: Any = "") -> str:
    """Return an empty text: the server knows no such pack (documented for a pack that is not found)."""
    return ""


def get_integration_instance_name() -> Any:
    return _of_context("IntegrationInstance")


def get_script_name() -> Any:
    return _of_context("ScriptName")


def get_tenant_account_name() -> str:
    """Return the tenant's account name (``acc_NAME``) from the server's URL; empty without one."""
    url = demisto.demistoUrls().get("server", "")
    return "acc_" + url.split("/acc_")[-1] if "/acc_" in url else ""


def is_scheduled_command_retry() -> bool:
    """Whether the server runs this command again because the command asked for it (polling)."""
    parent = demisto.callingContext.get("context", {}).get("ParentEntry") or {}
    return bool(parent.get("polling", False))


def support_multithreading() -> None:
    """Put a lock around ``demisto``'s calls, so that threads make them one at a time."""
    lock = Lock()
    single = demisto._Demisto__do

    def locked(command: Any) -> Any:
        with lock:
            return single(command)

    demisto._Demisto__do = locked

"""Unified connectors (UCP) of the platform: which capability a command belongs to, and whether a connector
holds the credentials.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    import demistomock as demisto

    from .server import is_platform, is_xsiam

__all__ = (
    "SystemCapabilities",
    "UcpException",
    "get_ucp_credentials",
    "get_ucp_method_unique_id",
    "invalidate_ucp_credentials",
    "is_ucp_enabled",
    "resolve_ucp_capability",
    "should_use_ucp_auth",
)


class SystemCapabilities:
    """The ids of a connector's capabilities. The ids are documented. The names of the attributes are assumed:
    each is its id in capitals.
    """

    AUTOMATION_AND_REMEDIATION = "automation-and-remediation"
    FETCH_ISSUES = "fetch-issues"
    FETCH_ASSETS_AND_VULNERABILITIES = "fetch-assets-and-vulnerabilities"
    FETCH_SECRETS = "fetch-secrets"
    LOG_COLLECTION = "log-collection"
    THREAT_INTELLIGENCE_AND_ENRICHMENT = "threat-intelligence-and-enrichment"

    @property
    def can_send_events(self) -> bool:
        """Whether the tenant takes events: XSIAM and the platform do (observed in use)."""
        return is_xsiam() or is_platform()


_CAPABILITY_OF_COMMAND = {
    "fetch-incidents": SystemCapabilities.FETCH_ISSUES,
    "fetch-assets": SystemCapabilities.FETCH_ASSETS_AND_VULNERABILITIES,
    "fetch-credentials": SystemCapabilities.FETCH_SECRETS,
    "fetch-events": SystemCapabilities.LOG_COLLECTION,
    "fetch-indicators": SystemCapabilities.THREAT_INTELLIGENCE_AND_ENRICHMENT,
}


def resolve_ucp_capability(cmd: Any = None) -> str:
    """Return the capability of a command, the current one without ``cmd``: a command that does not fetch
    belongs to automation and remediation.
    """
    command = demisto.command() if cmd is None else cmd
    return _CAPABILITY_OF_COMMAND.get(command, SystemCapabilities.AUTOMATION_AND_REMEDIATION)


def is_ucp_enabled() -> bool:
    """Whether the instance belongs to a unified connector: the server then describes it. xfetch runs
    instances that have their own parameters, so this is False.
    """
    try:
        return bool(demisto.unifiedConnectorMetadata())
    except Exception as error:
        demisto.debug(f"[UCP] no connector: {error}")
        return False


def should_use_ucp_auth() -> bool:
    """Whether a client must take its credentials from the connector."""
    return is_ucp_enabled()


class UcpException(Exception):
    """The connector has no credentials for the instance. Its base class is assumed."""


def get_ucp_method_unique_id(capability: Any = None, sub_capability: Any = None) -> str:
    """Return the id of the connector's login for a capability. Raises UcpException: an instance here has no
    connector. The names of the parameters are assumed.
    """
    raise UcpException(_NO_CONNECTOR)


def get_ucp_credentials(method_unique_id: Any = None) -> dict[str, Any]:
    """Return the credentials that the connector holds. Raises UcpException: an instance here has no
    connector.
    """
    raise UcpException(_NO_CONNECTOR)


def invalidate_ucp_credentials(method_unique_id: Any = None) -> None:
    """Forget the credentials that the connector gave: there are none here."""


_NO_CONNECTOR = "this instance does not belong to a unified connector"

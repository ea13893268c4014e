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

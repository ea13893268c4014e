"""The types of indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from typing import Any

    from ..constants import STIX_PREFIX
    from ..server import is_demisto_version_ge
    from .regexes import ipv4cidrRegex, ipv4Regex, ipv6cidrRegex, ipv6Regex

__all__ = ("FeedIndicatorType",)


class FeedIndicatorType:
    """The types of indicators that feeds deliver."""

    Account = "Account"
    CVE = "CVE"
    Domain = "Domain"
    DomainGlob = "DomainGlob"
    Email = "Email"
    File = "File"
    FQDN = "Domain"
    Host = "Host"
    IP = "IP"
    CIDR = "CIDR"
    IPv6 = "IPv6"
    IPv6CIDR = "IPv6CIDR"
    Registry = "Registry Key"
    SSDeep = "ssdeep"
    URL = "URL"
    AS = "ASN"
    MUTEX = "Mutex"
    Malware = "Malware"

    @staticmethod
    def is_valid_type(_type: Any) -> bool:
        return _type in FeedIndicatorType.list_all_supported_indicators()

    @staticmethod
    def list_all_supported_indicators() -> list[str]:
        own = vars(FeedIndicatorType).items()
        return [value for name, value in own if isinstance(value, str) and name[:2] != "__"]

    @staticmethod
    def ip_to_indicator_type(ip: Any) -> Any:
        kinds = (
            (ipv4cidrRegex, FeedIndicatorType.CIDR),
            (ipv4Regex, FeedIndicatorType.IP),
            (ipv6cidrRegex, FeedIndicatorType.IPv6CIDR),
            (ipv6Regex, FeedIndicatorType.IPv6),
        )
        return next((kind for expression, kind in kinds if re.match(expression, ip)), None)

    @staticmethod
    def indicator_type_by_server_version(indicator_type: Any) -> Any:
        """Return the STIX type name for this server: from 6.2.0 on without the prefix."""
        if is_demisto_version_ge("6.2.0") and indicator_type.startswith(STIX_PREFIX):
            return indicator_type[len(STIX_PREFIX) :]
        return indicator_type

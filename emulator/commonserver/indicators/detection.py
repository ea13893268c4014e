"""The types of indicators, and guessing the type of an indicator from its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    import socket
    from typing import Any

    from ..constants import STIX_PREFIX
    from ..server import is_demisto_version_ge
    from .regexes import (
        cveRegex,
        emailRegex,
        ipv4cidrRegex,
        ipv4Regex,
        ipv6cidrRegex,
        ipv6Regex,
        md5Regex,
        sha1Regex,
        sha256Regex,
        sha512Regex,
        urlRegex,
    )

__all__ = (
    "FeedIndicatorType",
    "auto_detect_indicator_type",
    "detect_file_indicator_type",
    "get_hash_type",
    "is_ip_valid",
    "is_ipv6_valid",
)


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
    Identity = "Identity"
    Location = "Location"
    Software = "Software"
    X509 = "X509 Certificate"

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
        """Return an indicator's STIX type as this server names it: from 6.2.0 on without the prefix."""
        if is_demisto_version_ge("6.2.0") and indicator_type.startswith(STIX_PREFIX):
            return indicator_type[len(STIX_PREFIX) :]
        return indicator_type


_HASH_LENGTHS = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}


def get_hash_type(hash_file: Any) -> str:
    """Return the type of a hash (``md5``, ``sha256`` …) by its length; ``Unknown`` for another length
    (observed in production).
    """
    return _HASH_LENGTHS.get(len(hash_file), "Unknown")


def is_ipv6_valid(address: Any) -> bool:
    try:
        socket.inet_pton(socket.AF_INET6, address)
    except OSError:
        return False
    return True


def is_ip_valid(s: Any, accept_v6_ips: Any = False) -> bool:
    parts = s.split(".")
    if accept_v6_ips and is_ipv6_valid(s):
        return True
    return len(parts) == 4 and all(part.isdigit() and 0 <= int(part) <= 255 for part in parts)


def auto_detect_indicator_type(indicator_value: Any) -> Any:
    """Return the FeedIndicatorType that a text looks like, None if it looks like none. ``[.]`` and ``[@]``
    stand for a dot and an at sign.

    Raises Exception if tldextract is not installed.
    """
    try:
        import tldextract
    except Exception:
        raise Exception(
            "Missing tldextract module, In order to use the auto detect function please use a"
            " docker image with it installed such as: demisto/jmespath"
        )
    if isinstance(indicator_value, str):
        indicator_value = indicator_value.replace("[.]", ".").replace("[@]", "@")
    for expression, kind in (
        (ipv4cidrRegex, FeedIndicatorType.CIDR),
        (ipv6cidrRegex, FeedIndicatorType.IPv6CIDR),
        (ipv4Regex, FeedIndicatorType.IP),
        (ipv6Regex, FeedIndicatorType.IPv6),
        (sha256Regex, FeedIndicatorType.File),
        (urlRegex, FeedIndicatorType.URL),
        (md5Regex, FeedIndicatorType.File),
        (sha1Regex, FeedIndicatorType.File),
        (emailRegex, FeedIndicatorType.Email),
        (cveRegex, FeedIndicatorType.CVE),
        (sha512Regex, FeedIndicatorType.File),
    ):
        if re.match(expression, indicator_value):
            return kind
    if not _has_public_suffix(tldextract, indicator_value):
        return None
    return FeedIndicatorType.DomainGlob if "*" in indicator_value else FeedIndicatorType.Domain


def detect_file_indicator_type(indicator_value: Any) -> Any:
    """Return the kind of a file's indicator: ``ssdeep`` or the type of a hash, None if it looks like none."""
    if ":" in indicator_value:
        return "ssdeep"
    for expression, kind in (
        (sha256Regex, "sha256"),
        (md5Regex, "md5"),
        (sha1Regex, "sha1"),
        (sha512Regex, "sha512"),
    ):
        if re.match(expression, indicator_value):
            return kind
    return None


def _has_public_suffix(tldextract: Any, value: Any) -> bool:
    """Whether a domain ends in a public suffix such as ``co.uk``, by the list that tldextract ships.

    For a value that cannot be parsed the answer is no (observed in production).
    """
    try:
        old = int(tldextract.__version__.partition(".")[0]) < 3
        cache = {"cache_file" if old else "cache_dir": False}
        return bool(tldextract.TLDExtract(suffix_list_urls=None, **cache)(value).suffix)
    except Exception:
        return False

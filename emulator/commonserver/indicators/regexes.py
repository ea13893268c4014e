"""Regular expressions by which integrations recognise indicators; they match what production's match.

Two mistakes of production are kept: ``ipv4Regex`` also matches the character after the address, and
``emailRegex`` matches lower case only. One in ``ipv6cidrRegex`` is corrected: there production has the letter
d where a digit is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re

__all__ = (
    "cveRegex",
    "domainRegex",
    "emailRegex",
    "hashRegex",
    "ipv4Regex",
    "ipv4cidrRegex",
    "ipv6Regex",
    "ipv6cidrRegex",
    "md5Regex",
    "regexFlags",
    "sha1Regex",
    "sha256Regex",
    "sha512Regex",
    "urlRegex",
)

regexFlags = re.MULTILINE

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)"
_IPV4 = rf"(?:{_OCTET}\.){{3}}{_OCTET}"
_STRICT_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_STRICT_IPV4 = rf"(?:{_STRICT_OCTET}\.){{3}}{_STRICT_OCTET}"
_HEXTET = r"[0-9a-fA-F]{1,4}"
_IPV6 = "|".join(
    (
        rf"(?:{_HEXTET}:){{7}}{_HEXTET}",
        rf"(?:{_HEXTET}:){{1,7}}:",
        rf"(?:{_HEXTET}:){{1,6}}:{_HEXTET}",
        *(rf"(?:{_HEXTET}:){{1,{6 - n}}}(?::{_HEXTET}){{1,{n + 1}}}" for n in range(1, 6)),
        rf":(?:(?::{_HEXTET}){{1,7}}|:)",
        r"fe80:(?::[0-9a-fA-F]{0,4}){0,4}%[0-9a-zA-Z]+",
        rf"::(?:ffff(?::0{{1,4}})?:)?{_STRICT_IPV4}",
        rf"(?:{_HEXTET}:){{1,4}}:{_STRICT_IPV4}",
    )
)

ipv4Regex = rf"\b({_OCTET}\.){{3}}{_OCTET}\b([^\/]|$)"
ipv4cidrRegex = r"^(?:[0-9]{1,3}\.){3}[0-9]{1,3}/(?:3[0-2]|[12][0-9]|[0-9])$"
ipv6Regex = rf"\b(?:{_IPV6})\b"
ipv6cidrRegex = rf"^(?:{_IPV6})(?:%.+)?/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9])$"

cveRegex = r"(?i)^cve-\d{4}-(?:\d{4}|[1-9]\d{4,})$"
hashRegex = r"\b[0-9a-fA-F]+\b"

# An address of RFC 5322: words or a quoted string, then a name or an address in brackets.
_WORD = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ESCAPED = r"\\[\x01-\x09\x0b\x0c\x0e-\x7f]"
_QUOTED = rf'"(?:[\x01-\x08\x0b\x0c\x0e-\x1f\x21\x23-\x5b\x5d-\x7f]|{_ESCAPED})*"'
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_LITERAL = rf"[a-z0-9-]*[a-z0-9]:(?:[\x01-\x08\x0b\x0c\x0e-\x1f\x21-\x7f]|{_ESCAPED})+"
emailRegex = (
    rf"(?:{_WORD}(?:\.{_WORD})*|{_QUOTED})"
    rf"@(?:(?:{_LABEL}\.)+{_LABEL}|\[(?:{_OCTET}\.){{3}}(?:{_OCTET}|{_LITERAL})\])"
)

# Four ways to be a URL: with a scheme or www; an address, a name or an IPv6 address with a path.
_DOT = r"\[?\.\]?"
_SCHEME = r"(?:https?|ftps?|hxxps?|sftp|meows)://"
_PORT = r":[0-9]{1,5}"
_NAME = rf"(?:\S\.|[A-Za-z0-9][A-Za-z0-9-]{{0,61}}[A-Za-z0-9]{_DOT}){{1,3}}[A-Za-z]{{2,6}}"
_HOST = "|".join(
    (
        rf"{_IPV4}(?:{_DOT}[A-Za-z]{{2,6}})?",
        _NAME,
        r"0\[?x\]?[0-9a-fA-F]{8}",
        r"[0-7]{4}(?:\.[0-7]{4}){3}",
        r"[0-9]{1,10}",
    )
)
_V4_PATH = (
    rf"/(?:[0-9]|[12][0-9]|3[0-2])/\S+|/[A-Za-z]\S*|/(?:[3-9]{{2}}|[0-9]{{3,}})\S*|{_PORT}/\S+"
)
_V6_PATH = (
    r"/(?:[0-9]|[1-5][0-9]|6[0-4])/\S+|/[A-Za-z]\S*|/(?:6[5-9]|[7-9][0-9]|[0-9]{3,})\S*"
    rf"|{_PORT}/\S+"
)
urlRegex = "|".join(
    (
        rf"(?i)(?:{_SCHEME}|www{_DOT}|ftp{_DOT}|{_SCHEME}www{_DOT})(?:{_HOST})"
        rf"(?:$|/\S+|/$|{_PORT}(?:$|/\S*))",
        rf"^{_IPV4}(?:{_V4_PATH})$",
        rf"{_NAME}(?:/\S+|{_PORT}/\S+)$",
        rf"\b(?:{_IPV6})\b(?:{_V6_PATH})$",
    )
)
# A host's name, after a scheme or without one; its dots may stand in brackets.
domainRegex = (
    r"(?i)(?:(?:https?|hxxps?|s?ftps?)(?::|%3A)(?://|%2F%2F))?"
    rf"(?P<fqdn>(?:(?:[^\W_]|-)+{_DOT})+[^\W\d_-]{{2,}})"
)
md5Regex = re.compile(r"\b[0-9a-fA-F]{32}\b", regexFlags)
sha1Regex = re.compile(r"\b[0-9a-fA-F]{40}\b", regexFlags)
sha256Regex = re.compile(r"\b[0-9a-fA-F]{64}\b", regexFlags)
sha512Regex = re.compile(r"\b[0-9a-fA-F]{128}\b", regexFlags)

"""What kind of indicator a text is, and the expressions that say so."""

from __future__ import annotations

import re
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a" * 32, "md5"),
        ("a" * 40, "sha1"),
        ("a" * 64, "sha256"),
        ("z" * 128, "sha512"),
        ("a", "Unknown"),
    ],
)
def test_hash_types_go_by_length(csp: Any, text: str, kind: str) -> None:
    assert csp.get_hash_type(text) == kind


def test_addresses(csp: Any) -> None:
    assert csp.is_ip_valid("192.0.2.1")
    assert csp.is_ip_valid("007.0.2.1")
    assert not csp.is_ip_valid("192.0.2.256")
    assert not csp.is_ip_valid("192.0.2")
    assert not csp.is_ip_valid("2001:db8::1")
    assert csp.is_ip_valid("2001:db8::1", accept_v6_ips=True)
    assert csp.is_ipv6_valid("::1")
    assert not csp.is_ipv6_valid("192.0.2.1")


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("ipv4Regex", "at 192.0.2.1 now", ["192.0.2.1 "]),
        ("ipv4Regex", "192.0.2.0/24", []),
        ("ipv4cidrRegex", "192.0.2.0/24", ["192.0.2.0/24"]),
        ("ipv4cidrRegex", "192.0.2.0/33", []),
        ("ipv6Regex", "at 2001:db8::1:2 now", ["2001:db8::"]),  # as far as the first form reaches
        ("ipv6Regex", "1:2:3:4:5:6:7:8", ["1:2:3:4:5:6:7:8"]),
        ("ipv6cidrRegex", "2001:db8::/32", ["2001:db8::/32"]),
        ("ipv6cidrRegex", "2001:db8::/129", []),
        ("emailRegex", "to a.b+c@example.com!", ["a.b+c@example.com"]),
        ("emailRegex", "A@B.C", []),
        ("urlRegex", "https://example.com/a?b=1", ["https://example.com/a?b=1"]),
        ("urlRegex", "hxxp://example[.]com/a", ["hxxp://example[.]com/a"]),
        ("urlRegex", "192.0.2.1:8080/x", ["192.0.2.1:8080/x"]),
        ("urlRegex", "example.com", []),
        ("md5Regex", "x " + "0f" * 16, ["0f" * 16]),
        ("sha1Regex", "0f" * 20, ["0f" * 20]),
        ("sha256Regex", "0F" * 32, ["0F" * 32]),
        ("sha512Regex", "0F" * 64, ["0F" * 64]),
        ("cveRegex", "cve-2024-12345", ["cve-2024-12345"]),
        ("cveRegex", "CVE-2024-012345", []),
        ("hashRegex", "beef 12", ["beef", "12"]),
    ],
)
def test_expressions(csp: Any, name: str, text: str, found: list[str]) -> None:
    assert [match.group() for match in re.finditer(getattr(csp, name), text)] == found


def test_types_of_feeds(csp: Any) -> None:
    kinds = csp.FeedIndicatorType
    assert kinds.ip_to_indicator_type("192.0.2.1") == kinds.IP
    assert kinds.ip_to_indicator_type("192.0.2.0/24") == kinds.CIDR
    assert kinds.ip_to_indicator_type("2001:db8::1") == kinds.IPv6
    assert kinds.ip_to_indicator_type("2001:db8::/32") == kinds.IPv6CIDR
    assert kinds.ip_to_indicator_type("example.com") is None
    assert kinds.is_valid_type("Registry Key")
    assert not kinds.is_valid_type("Registry")
    assert "ssdeep" in kinds.list_all_supported_indicators()
    assert kinds.is_valid_type(kinds.X509)


def test_the_kind_of_a_file(csp: Any) -> None:
    kinds = {"3:a:b": "ssdeep", "0f" * 16: "md5", "0f" * 20: "sha1", "0f" * 32: "sha256"}
    assert {text: csp.detect_file_indicator_type(text) for text in kinds} == kinds
    assert csp.detect_file_indicator_type("0f" * 64) == "sha512"
    assert csp.detect_file_indicator_type("0f") is None


@pytest.mark.parametrize(("newer", "told"), [(True, "Malware"), (False, "STIX Malware")])
def test_the_prefix_of_stix(
    csp: Any, monkeypatch: pytest.MonkeyPatch, newer: bool, told: str
) -> None:
    monkeypatch.setattr(csp, "is_demisto_version_ge", lambda version, build_number="": newer)
    assert csp.FeedIndicatorType.indicator_type_by_server_version("STIX Malware") == told
    assert csp.FeedIndicatorType.indicator_type_by_server_version("File") == "File"


def test_detection_needs_tldextract(csp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "tldextract", None)
    with pytest.raises(Exception, match="Missing tldextract module"):
        csp.auto_detect_indicator_type("192.0.2.1")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("192.0.2.1", "IP"),
        ("192.0.2.0/24", "CIDR"),
        ("2001:db8::1", "IPv6"),
        ("0f" * 20, "File"),
        ("a@example.com", "Email"),
        ("https://example.com/a", "URL"),
        ("CVE-2024-1234", "CVE"),
        ("example.com", "Domain"),
        ("192.0.2[.]1", "IP"),
        ("a[@]example[.]com", "Email"),
        ("*.example.com", "DomainGlob"),
        ("example.nonsense", None),
    ],
)
def test_detection(csp: Any, monkeypatch: pytest.MonkeyPatch, text: str, kind: Any) -> None:
    class Suffixes:
        def __init__(self, **_: Any) -> None: ...

        def __call__(self, value: str) -> Any:
            self.suffix = "com" if value.endswith(".com") else ""
            return self

    fake = type(re)("tldextract")
    fake.__version__ = "5.1.0"  # type: ignore[attr-defined]
    fake.TLDExtract = Suffixes  # type: ignore[attr-defined]
    monkeypatch.setitem(__import__("sys").modules, "tldextract", fake)
    assert csp.auto_detect_indicator_type(text) == kind

"""``Common``: the namespace class through which integrations reach the indicator classes (``Common.IP``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .certificate import _Certificate, _CertificateExtension
    from .certificate_parts import _CertificatePublicKey, _GeneralName
    from .dbot_score import _DBotScore
    from .indicator import (
        _CPE,
        _Behaviors,
        _Certificates,
        _CommunityNotes,
        _DNSRecord,
        _ExternalReference,
        _FeedRelatedIndicators,
        _FileSignature,
        _Hash,
        _Indicator,
        _Publications,
        _Rank,
        _ThreatTypes,
        _WhoisRecord,
    )
    from .indicator_domain import _Domain
    from .indicator_network import _EMAIL, _IP, _URL
    from .indicator_things import (
        _CVE,
        _Account,
        _AttackPattern,
        _Cryptocurrency,
        _CustomIndicator,
        _Endpoint,
        _File,
        _Tactic,
    )

__all__ = ("Common",)


class Common:
    Indicator = _Indicator
    DBotScore = _DBotScore
    CustomIndicator = _CustomIndicator
    IP = _IP
    FileSignature = _FileSignature
    FeedRelatedIndicators = _FeedRelatedIndicators
    ExternalReference = _ExternalReference
    Certificates = _Certificates
    Hash = _Hash
    CommunityNotes = _CommunityNotes
    Publications = _Publications
    Behaviors = _Behaviors
    ThreatTypes = _ThreatTypes
    WhoisRecord = _WhoisRecord
    DNSRecord = _DNSRecord
    Rank = _Rank
    CPE = _CPE
    File = _File
    CVE = _CVE
    EMAIL = _EMAIL
    URL = _URL
    Domain = _Domain
    Endpoint = _Endpoint
    Account = _Account
    Cryptocurrency = _Cryptocurrency
    AttackPattern = _AttackPattern
    Tactic = _Tactic
    CertificatePublicKey = _CertificatePublicKey
    GeneralName = _GeneralName
    CertificateExtension = _CertificateExtension
    Certificate = _Certificate


# Messages and records name a class the way an integration names it.
for _kind_name, _kind in list(vars(Common).items()):
    if isinstance(_kind, type):
        _kind.__name__, _kind.__qualname__ = _kind_name, f"Common.{_kind_name}"

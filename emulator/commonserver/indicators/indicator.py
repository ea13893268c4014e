"""Base classes of the indicators, and of the rows in the tables inside indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from .dbot_score import _DBotScore

__all__ = ()


class _Indicator:
    """Base class of the indicators. It stores the constructor's arguments as attributes of the same names."""

    CONTEXT_PATH: Any

    def to_context(self) -> Any:
        """Return the entry context of the indicator. Subclasses implement it."""

    @staticmethod
    def create_context_table(data: Any) -> list[Any]:
        return [item.to_context() for item in data]

    def _keep(self, given: dict[str, Any]) -> None:
        """Store the constructor's arguments (its ``locals()``) as attributes.

        Raises ValueError without a DBot score.
        """
        if not isinstance(given.get("dbot_score"), _DBotScore):
            raise ValueError("dbot_score must be of type DBotScore")
        _set(given)

    def _entry(self, context: dict[str, Any], score: Any) -> dict[str, Any]:
        whole = {self.CONTEXT_PATH: context}
        if score:
            whole.update(score.to_context())
        return whole


def _set(given: dict[str, Any]) -> None:
    """Store a constructor's arguments, given as its ``locals()``, as attributes of the object."""
    vars(given.pop("self")).update(given)


def _named(spec: str) -> list[tuple[str, str]]:
    """Return (attribute, context key) for each word of ``spec``, such as ``asn:ASN`` or ``geo_city``.

    A word without a colon gives the key too: ``geo_city`` has the key ``GeoCity``.
    """
    parted = (word.partition(":") for word in spec.split())
    return [(name, key or name.title().replace("_", "")) for name, _, key in parted]


def _filled(indicator: Any, spec: str) -> dict[str, Any]:
    """Return the indicator's attributes that are not empty, by their context keys; lists of rows as
    tables.
    """
    context = {}
    for attribute, key in _named(spec):
        value = getattr(indicator, attribute)
        if value:
            tabled = attribute in _TABLES
            context[key] = _Indicator.create_context_table(value) if tabled else value
    return context


def _counted(indicator: Any, spec: str) -> dict[str, Any]:
    """Return the indicator's numeric attributes by their context keys.

    Unlike in ``_filled``, zero counts as a value.
    """
    found = ((key, getattr(indicator, attribute)) for attribute, key in _named(spec))
    return {key: value for key, value in found if value is not None}


def _seen(indicator: Any) -> dict[str, Any]:
    """Return how often and when an indicator was seen (since 2025)."""
    return {
        **_counted(indicator, "organization_prevalence global_prevalence"),
        **_filled(
            indicator,
            "organization_first_seen organization_last_seen first_seen_by_source last_seen_by_source",
        ),
    }


def _grouped(key: str, group: Any) -> dict[str, Any]:
    return {key: group} if group else {}


def _malicious(score: Any) -> dict[str, Any]:
    if not score or score.score != _DBotScore.BAD:
        return {}
    said = {"Vendor": score.integration_name, "Description": score.malicious_description}
    return {"Malicious": said}


def _related(indicator: Any) -> dict[str, Any]:
    """Return the indicator's relationships as context; those without one of their entities are left out."""
    if not indicator.relationships:
        return {}
    told = (relationship.to_context() for relationship in indicator.relationships)
    return {"Relationships": [context for context in told if context]}


_TABLES = frozenset(
    (
        "behaviors certificates community_notes dns_records external_references feed_related_indicators "
        "publications rank threat_types vulnerable_configurations vulnerable_products whois_records"
    ).split()
)


class _Row:
    """Base class of a row in a table of an indicator.

    ``_KEYS`` holds its attributes and context keys, in order.
    """

    _KEYS = ""

    def to_context(self) -> dict[str, Any]:
        return {key: getattr(self, attribute) for attribute, key in _named(self._KEYS)}


class _FileSignature(_Row):
    _KEYS = "authentihash copyright description file_version internal_name original_name"

    def __init__(
        self,
        authentihash: Any,
        copyright: Any,
        description: Any,
        file_version: Any,
        internal_name: Any,
        original_name: Any,
    ) -> None:
        _set(locals())


class _FeedRelatedIndicators(_Row):
    _KEYS = "value:value indicator_type:type description:description"

    def __init__(
        self, value: Any = None, indicator_type: Any = None, description: Any = None
    ) -> None:
        _set(locals())


class _ExternalReference(_Row):
    _KEYS = "source_name:sourcename source_id:sourceid"

    def __init__(self, source_name: Any = None, source_id: Any = None) -> None:
        _set(locals())


class _Certificates(_Row):
    _KEYS = "issued_to:issuedto issued_by:issuedby valid_from:validfrom valid_to:validto"

    def __init__(
        self,
        issued_to: Any = None,
        issued_by: Any = None,
        valid_from: Any = None,
        valid_to: Any = None,
    ) -> None:
        _set(locals())


class _Hash(_Row):
    _KEYS = "hash_type:type hash_value:value"

    def __init__(self, hash_type: Any = None, hash_value: Any = None) -> None:
        _set(locals())


class _CommunityNotes(_Row):
    _KEYS = "note:note timestamp:timestamp"

    def __init__(self, note: Any = None, timestamp: Any = None) -> None:
        _set(locals())


class _Publications(_Row):
    _KEYS = "source:source title:title link:link timestamp:timestamp"

    def __init__(
        self, source: Any = None, title: Any = None, link: Any = None, timestamp: Any = None
    ) -> None:
        _set(locals())


class _Behaviors(_Row):
    _KEYS = "details:details action:title"

    def __init__(self, details: Any = None, action: Any = None) -> None:
        _set(locals())


class _ThreatTypes(_Row):
    _KEYS = "threat_category:threatcategory threat_category_confidence:threatcategoryconfidence"

    def __init__(self, threat_category: Any = None, threat_category_confidence: Any = None) -> None:
        _set(locals())


class _WhoisRecord(_Row):
    _KEYS = "whois_record_type:key whois_record_value:value whois_record_date:date"

    def __init__(
        self,
        whois_record_type: Any = None,
        whois_record_value: Any = None,
        whois_record_date: Any = None,
    ) -> None:
        _set(locals())


class _DNSRecord(_Row):
    _KEYS = "dns_record_type:type dns_ttl:ttl dns_record_data:data"

    def __init__(
        self, dns_record_type: Any = None, dns_ttl: Any = None, dns_record_data: Any = None
    ) -> None:
        _set(locals())


class _Rank(_Row):
    _KEYS = "source:source rank:rank"

    def __init__(self, rank: Any = None, source: Any = None) -> None:
        _set(locals())


class _CPE(_Row):
    _KEYS = "cpe:CPE"

    def __init__(self, cpe: Any = None) -> None:
        _set(locals())

"""Relationships between indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    import demistomock as demisto

    from .dbot_score import DBotScoreReliability

__all__ = ("EntityRelationship",)

# Each relationship's name, and the name of the same one seen from the other side.
_REVERSES = {
    "applied": "applied-on",
    "attachment-of": "attaches",
    "attaches": "attachment-of",
    "attribute-of": "owns",
    "attributed-by": "attributed-to",
    "attributed-to": "attributed-by",
    "authored-by": "author-of",
    "beacons-to": "communicated-by",
    "bundled-in": "bundles",
    "bundles": "bundled-in",
    "communicated-with": "communicated-by",
    "communicated-by": "communicates-with",
    "communicates-with": "communicated-by",
    "compromises": "compromised-by",
    "contains": "part-of",
    "controls": "controlled-by",
    "created-by": "creates",
    "creates": "created-by",
    "delivered-by": "delivers",
    "delivers": "delivered-by",
    "detected-by": "detects",
    "detects": "detected-by",
    "downloads": "downloaded-by",
    "downloads-from": "hosts",
    "dropped-by": "drops",
    "drops": "dropped-by",
    "duplicate-of": "duplicate-of",
    "embedded-in": "embeds",
    "embeds": "embedded-on",
    "executed": "executed-by",
    "executed-by": "executes",
    "exfiltrates-to": "exfiltrated-from",
    "exploits": "exploited-by",
    "has": "seen-on",
    "hosted-on": "hosts",
    "hosts": "hosted-on",
    "impersonates": "impersonated-by",
    "indicated-by": "indicator-of",
    "indicator-of": "indicated-by",
    "injected-from": "injects-into",
    "injects-into": "injected-from",
    "investigates": "investigated-by",
    "is-also": "is-also",
    "mitigated-by": "mitigates",
    "mitigates": "mitigated-by",
    "originated-from": "source-of",
    "owned-by": "owns",
    "owns": "owned-by",
    "part-of": "contains",
    "related-to": "related-to",
    "remediates": "remediated-by",
    "resolved-by": "resolves-to",
    "resolved-from": "resolves-to",
    "resolves-to": "resolved-from",
    "seen-on": "has",
    "sent": "attached-to",
    "sent-by": "sent",
    "sent-from": "received-by",
    "sent-to": "received-by",
    "similar-to": "similar-to",
    "sub-domain-of": "supra-domain-of",
    "supra-domain-of": "sub-domain-of",
    "subtechnique-of": "parent-technique-of",
    "parent-technique-of": "subtechnique-of",
    "targeted-by": "targets",
    "targets": "targeted-by",
    "Types": "Reverse",
    "uploaded-to": "hosts",
    "used-by": "uses",
    "used-on": "targeted-by",
    "uses": "used-by",
    "variant-of": "variant-of",
}
_ODD_CONSTANTS = {"SUB_TECHNIQUE_OF": "subtechnique-of", "TYPES": "Types"}


class _Relationships:
    """Names of relationships as constants: RELATED_TO is "related-to"."""

    RELATIONSHIPS_NAMES = _REVERSES
    # The only name that has no reverse.
    LOCATED_AT = "located-at"

    @staticmethod
    def is_valid(_type: Any) -> bool:
        return _type in _REVERSES

    @staticmethod
    def get_reverse(name: Any) -> Any:
        return _REVERSES.get(name, "related-to")


for _relation in _REVERSES:
    if _relation not in _ODD_CONSTANTS.values():
        setattr(_Relationships, _relation.replace("-", "_").upper(), _relation)
for _relation_constant, _relation in _ODD_CONSTANTS.items():
    setattr(_Relationships, _relation_constant, _relation)


class EntityRelationship:
    """A relationship between two entities: ``name`` says what ``entity_a`` is to ``entity_b``.

    An unknown name of a relationship is logged. Raises ValueError for an unknown type, family or reliability.
    """

    Relationships = _Relationships

    class RelationshipsTypes:
        RELATIONSHIP_TYPES = ["IndicatorToIndicator"]  # noqa: RUF012

        @staticmethod
        def is_valid_type(_type: Any) -> bool:
            return _type in EntityRelationship.RelationshipsTypes.RELATIONSHIP_TYPES

    class RelationshipsFamily:
        INDICATOR = ["Indicator"]  # noqa: RUF012

        @staticmethod
        def is_valid_type(_type: Any) -> bool:
            return _type in EntityRelationship.RelationshipsFamily.INDICATOR

    # fmt: off
    def __init__(
        self, name: Any, entity_a: Any, entity_a_type: Any, entity_b: Any, entity_b_type: Any,
        reverse_name: Any = "", relationship_type: Any = "IndicatorToIndicator",
        entity_a_family: Any = "Indicator", entity_b_family: Any = "Indicator",
        source_reliability: Any = "", fields: Any = None, brand: Any = "",
    ) -> None:
        self._check(dict(locals()))
        self._name = name
        self._reverse_name = reverse_name or _Relationships.get_reverse(name)
        self._relationship_type = relationship_type
        self._entity_a = entity_a
        self._entity_a_type = entity_a_type
        self._entity_a_family = entity_a_family
        self._entity_b = entity_b
        self._entity_b_type = entity_b_type
        self._entity_b_family = entity_b_family
        self._fields = fields or {}
        self._brand = brand or ""
        self._source_reliability = source_reliability or ""
    # fmt: on

    def _check(self, given: dict[str, Any]) -> None:
        family, kinds = self.RelationshipsFamily, self.RelationshipsTypes
        for name in (given["name"], given["reverse_name"]):
            if name and not _Relationships.is_valid(name):
                demisto.debug("Unknown relationship name: " + name)
        if not kinds.is_valid_type(given["relationship_type"]):
            raise ValueError("Invalid relationship type: " + given["relationship_type"])
        for side in "ab":
            if not family.is_valid_type(given[f"entity_{side}_family"]):
                told = given[f"entity_{side}_family"]
                raise ValueError(f"Invalid entity {side.upper()} Family type: " + told)
        reliability = given["source_reliability"]
        if reliability and not DBotScoreReliability.is_valid_type(reliability):
            raise ValueError("Invalid source reliability value", reliability)

    def to_entry(self) -> dict[str, Any]:
        """Return the relationship in the form for a War Room entry; empty without
        ``entity_b`` (observed).
        """
        entry = self.to_indicator()
        if entry and self._source_reliability:
            entry["reliability"] = self._source_reliability
        if entry and self._brand:
            entry["brand"] = self._brand
        return entry

    def to_indicator(self) -> dict[str, Any]:
        """Return the relationship in the form for a feed's indicator; empty without
        ``entity_b`` (observed).
        """
        if not self._entity_b:
            return {}
        return {
            "name": self._name,
            "reverseName": self._reverse_name,
            "type": self._relationship_type,
            "entityA": self._entity_a,
            "entityAFamily": self._entity_a_family,
            "entityAType": self._entity_a_type,
            "entityB": self._entity_b,
            "entityBFamily": self._entity_b_family,
            "entityBType": self._entity_b_type,
            "fields": self._fields,
        }

    def to_context(self) -> dict[str, Any]:
        """Return the relationship in the form for the entry context; empty without
        ``entity_b`` (observed).
        """
        if not self._entity_b:
            return {}
        return {
            "Relationship": self._name,
            "EntityA": self._entity_a,
            "EntityAType": self._entity_a_type,
            "EntityB": self._entity_b,
            "EntityBType": self._entity_b_type,
        }

"""The indicators File, CVE, Endpoint, Account, Cryptocurrency, AttackPattern, Tactic, and indicators of
custom types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from ..constants import (
        ENDPOINT_ISISOLATED_OPTIONS,
        ENDPOINT_STATUS_OPTIONS,
        INDICATOR_TYPE_TO_CONTEXT_KEY,
        outputPaths,
    )
    from .dbot_score import DBotScoreType, _DBotScore
    from .indicator import (
        _filled,
        _grouped,
        _Hash,
        _Indicator,
        _malicious,
        _related,
        _seen,
        _set,
    )

__all__ = ()

_HASHES = "md5:MD5 sha1:SHA1 sha256:SHA256 sha512:SHA512 ssdeep:SSDeep"


class _File(_Indicator):
    CONTEXT_PATH = outputPaths["file"]

    # fmt: off
    def __init__(
        self, dbot_score: Any, name: Any = None, entry_id: Any = None, size: Any = None,
        md5: Any = None, sha1: Any = None, sha256: Any = None, sha512: Any = None,
        ssdeep: Any = None, extension: Any = None, file_type: Any = None, hostname: Any = None,
        path: Any = None, company: Any = None, product_name: Any = None,
        digital_signature__publisher: Any = None, signature: Any = None, actor: Any = None,
        tags: Any = None, feed_related_indicators: Any = None, malware_family: Any = None,
        imphash: Any = None, quarantined: Any = None, campaign: Any = None,
        associated_file_names: Any = None, traffic_light_protocol: Any = None,
        organization: Any = None, community_notes: Any = None, publications: Any = None,
        threat_types: Any = None, behaviors: Any = None, relationships: Any = None,
        creation_date: Any = None, description: Any = None, hashes: Any = None,
        stix_id: Any = None,
        organization_prevalence: Any = None, global_prevalence: Any = None,
        organization_first_seen: Any = None, organization_last_seen: Any = None,
        first_seen_by_source: Any = None, last_seen_by_source: Any = None,
    ) -> None:
        self._keep(locals())
    # fmt: on

    def to_context(self) -> Any:
        given: Any = self
        signed = _filled(self, "digital_signature__publisher:Published")
        context = {
            "Hashes": self._hash_table(),
            **_filled(
                self,
                f"name entry_id:EntryID size {_HASHES} extension file_type:Type hostname path company"
                " product_name",
            ),
            **_grouped("DigitalSignature", signed),
            **({"Signature": given.signature.to_context()} if given.signature else {}),
            **_filled(
                self,
                "actor tags feed_related_indicators malware_family campaign "
                "traffic_light_protocol community_notes publications threat_types imphash "
                "quarantined organization associated_file_names behaviors:Behavior",
            ),
            **_seen(self),
            **_malicious(given.dbot_score),
            **_related(self),
        }
        return self._entry(context, given.dbot_score)

    def _hash_table(self) -> list[Any]:
        given: Any = self
        own = _filled(self, f"{_HASHES} imphash")
        rows = [*(given.hashes or ()), *(_Hash(key, value) for key, value in own.items())]
        return self.create_context_table(rows)


class _CVE(_Indicator):
    CONTEXT_PATH = "CVE(val.ID && val.ID == obj.ID)"

    # fmt: off
    def __init__(
        self, id: Any, cvss: Any, published: Any, modified: Any, description: Any,
        relationships: Any = None, stix_id: Any = None, cvss_version: Any = None,
        cvss_score: Any = None, cvss_vector: Any = None, cvss_table: Any = None,
        community_notes: Any = None, tags: Any = None, traffic_light_protocol: Any = None,
        dbot_score: Any = None, publications: Any = None, vulnerable_products: Any = None,
        vulnerable_configurations: Any = None,
    ) -> None:
        dbot_score = dbot_score or _DBotScore(id, DBotScoreType.CVE, None, _DBotScore.NONE)
        self._keep(locals())
    # fmt: on

    def to_context(self) -> Any:
        given: Any = self
        score = given.cvss or given.cvss_score
        rated = _filled(self, "cvss_version:Version cvss_vector:Vector cvss_table:Table")
        context = {
            "ID": given.id,
            "CVSS": {**({"Score": score} if score else {}), **rated},
            **_filled(self, "published modified description stix_id:STIXID"),
            **_related(self),
            **_filled(
                self,
                "community_notes tags traffic_light_protocol publications vulnerable_products "
                "vulnerable_configurations",
            ),
        }
        return self._entry(context, given.dbot_score)


class _Endpoint(_Indicator):
    CONTEXT_PATH = "Endpoint(val.ID && val.ID == obj.ID && val.Vendor == obj.Vendor)"

    # fmt: off
    def __init__(
        self, id: Any, hostname: Any = None, ip_address: Any = None, domain: Any = None,
        mac_address: Any = None, os: Any = None, os_version: Any = None, dhcp_server: Any = None,
        bios_version: Any = None, model: Any = None, memory: Any = None, processors: Any = None,
        processor: Any = None, relationships: Any = None, vendor: Any = None, status: Any = None,
        is_isolated: Any = None,
    ) -> None:
        _set(locals())
    # fmt: on

    def to_context(self) -> Any:
        given: Any = self
        if given.status and given.status not in ENDPOINT_STATUS_OPTIONS:
            raise ValueError("Status does not have a valid value such as: Online or Offline")
        if given.is_isolated and given.is_isolated not in ENDPOINT_ISISOLATED_OPTIONS:
            raise ValueError(
                "Is Isolated does not have a valid value such as: Yes, No, Pending isolation or"
                " Pending unisolation"
            )
        context = {
            "ID": given.id,
            **_filled(
                self,
                "hostname ip_address:IPAddress domain mac_address:MACAddress os:OS "
                "os_version:OSVersion dhcp_server:DHCPServer bios_version:BIOSVersion "
                "model memory processors processor",
            ),
            **_related(self),
            **_filled(self, "vendor status is_isolated"),
        }
        return self._entry(context, None)


class _Account(_Indicator):
    CONTEXT_PATH = "Account(val.id && val.id == obj.id)"

    # fmt: off
    def __init__(
        self, id: Any = None, type: Any = None, username: Any = None, display_name: Any = None,
        groups: Any = None, domain: Any = None, email_address: Any = None,
        telephone_number: Any = None, office: Any = None, job_title: Any = None,
        department: Any = None, country: Any = None, state: Any = None, city: Any = None,
        street: Any = None, is_enabled: Any = None, dbot_score: Any = None,
        relationships: Any = None, blocked: Any = None, community_notes: Any = None,
        creation_date: Any = None, description: Any = None, stix_id: Any = None, tags: Any = None,
        traffic_light_protocol: Any = None, user_id: Any = None, manager_email: Any = None,
        manager_display_name: Any = None, risk_level: Any = None, **kwargs: Any,
    ) -> None:
        # Since 2024 an account may have no score.
        (self._keep if dbot_score else _set)(locals())
    # fmt: on

    def to_context(self) -> Any:
        given: Any = self
        context = {
            "Id": given.id,
            **_filled(
                self,
                "type blocked creation_date city community_notes country department "
                "description display_name domain",
            ),
            **_grouped("Email", _filled(self, "email_address:Address")),
            **_filled(self, "groups is_enabled job_title"),
            **_grouped(
                "Manager",
                _filled(self, "manager_email:Email manager_display_name:DisplayName"),
            ),
            **_filled(self, "office"),
            **_related(self),
            **_filled(
                self,
                "risk_level state stix_id street tags telephone_number traffic_light_protocol user_id "
                "username",
            ),
            **_malicious(given.dbot_score),
        }
        # Other keys of the product come as they are, and replace none of these (since 2025).
        return self._entry({**given.kwargs, **context}, given.dbot_score)


class _Cryptocurrency(_Indicator):
    CONTEXT_PATH = "Cryptocurrency(val.Address && val.Address == obj.Address)"

    def __init__(self, address: Any, address_type: Any, dbot_score: Any) -> None:
        self._keep(locals())

    def to_context(self) -> Any:
        given: Any = self
        named = {"Address": given.address, "AddressType": given.address_type}
        return self._entry({**named, **_malicious(given.dbot_score)}, given.dbot_score)


def _of_mitre(given: Any) -> dict[str, Any]:
    """Return what the contexts of an attack pattern and of a tactic have in common."""
    return {
        "STIXID": given.stix_id,
        "FirstSeenBySource": given.first_seen_by_source,
        "Publications": given.publications,
        "MITREID": given.mitre_id,
        "Value": given.value,
        "Tags": given.tags,
        "Description": given.description,
        **_filled(given, "external_references traffic_light_protocol"),
        **_malicious(given.dbot_score),
    }


class _AttackPattern(_Indicator):
    CONTEXT_PATH = "AttackPattern(val.value && val.value == obj.value)"

    # fmt: off
    def __init__(
        self, stix_id: Any, kill_chain_phases: Any = None, first_seen_by_source: Any = None,
        description: Any = None, operating_system_refs: Any = None, publications: Any = None,
        mitre_id: Any = None, tags: Any = None, traffic_light_protocol: Any = None,
        dbot_score: Any = None, community_notes: Any = None, external_references: Any = None,
        value: Any = None,
    ) -> None:
        _set(locals())
    # fmt: on

    def to_context(self) -> Any:
        given: Any = self
        own = {
            "KillChainPhases": given.kill_chain_phases,
            "OperatingSystemRefs": given.operating_system_refs,
        }
        return self._entry({**own, **_of_mitre(self)}, given.dbot_score)


class _Tactic(_Indicator):
    # Production stores a tactic where attack patterns are.
    CONTEXT_PATH = _AttackPattern.CONTEXT_PATH

    # fmt: off
    def __init__(
        self, stix_id: Any, first_seen_by_source: Any = None, description: Any = None,
        publications: Any = None, mitre_id: Any = None, tags: Any = None,
        traffic_light_protocol: Any = None, dbot_score: Any = None, community_notes: Any = None,
        external_references: Any = None, value: Any = None,
    ) -> None:
        _set(locals())
    # fmt: on

    def to_context(self) -> Any:
        given: Any = self
        return self._entry(_of_mitre(self), given.dbot_score)


class _CustomIndicator(_Indicator):
    """An indicator of a type that the user defined. The keys of ``data`` become its attributes."""

    def __init__(
        self,
        indicator_type: Any,
        value: Any,
        dbot_score: Any,
        data: Any,
        context_prefix: Any,
        relationships: Any = None,
    ) -> None:
        if hasattr(DBotScoreType, indicator_type.upper()):
            raise ValueError(
                "Creating a custom indicator type with an existing type name is not allowed"
            )
        if not value:
            raise ValueError("value is mandatory for creating the indicator")
        if not context_prefix:
            raise ValueError("context_prefix is mandatory for creating the indicator")
        self.CONTEXT_PATH = f"{context_prefix}(val.value && val.value == obj.value)"
        self._keep({"self": self, "dbot_score": dbot_score, "value": value})
        self.relationships = relationships
        self.indicator_type = indicator_type
        # From then on the type has a context of its own (observed).
        INDICATOR_TYPE_TO_CONTEXT_KEY[indicator_type.lower()] = indicator_type.capitalize()
        self.data = data
        for key in data:
            setattr(self, key, data[key])

    def to_context(self) -> Any:
        given: Any = self
        context = {"value": given.value, **{key: given.data[key] for key in given.data}}
        if self.relationships:
            context["Relationships"] = self.relationships
        entry = self._entry(context, given.dbot_score)
        entry[given.dbot_score.get_context_path()]["Type"] = self.indicator_type
        return entry

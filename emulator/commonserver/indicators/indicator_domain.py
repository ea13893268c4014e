"""The Domain indicator. Its context holds the WHOIS data twice, as in production."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from .indicator import _counted, _filled, _grouped, _Indicator, _malicious, _related, _seen

__all__ = ()


class _Domain(_Indicator):
    CONTEXT_PATH = "Domain(val.Name && val.Name == obj.Name)"

    # fmt: off
    def __init__(
        self, domain: Any, dbot_score: Any, dns: Any = None, detection_engines: Any = None,
        positive_detections: Any = None, organization: Any = None, sub_domains: Any = None,
        creation_date: Any = None, updated_date: Any = None, expiration_date: Any = None,
        domain_status: Any = None, name_servers: Any = None, feed_related_indicators: Any = None,
        malware_family: Any = None, registrar_name: Any = None, registrar_abuse_email: Any = None,
        registrar_abuse_phone: Any = None, registrant_name: Any = None,
        registrant_email: Any = None, registrant_phone: Any = None,
        registrant_country: Any = None, admin_name: Any = None, admin_email: Any = None,
        admin_phone: Any = None, admin_country: Any = None, tags: Any = None,
        domain_idn_name: Any = None, port: Any = None, internal: Any = None, category: Any = None,
        campaign: Any = None, traffic_light_protocol: Any = None, threat_types: Any = None,
        community_notes: Any = None, publications: Any = None, geo_location: Any = None,
        geo_country: Any = None, geo_description: Any = None, tech_country: Any = None,
        tech_name: Any = None, tech_email: Any = None, tech_organization: Any = None,
        billing: Any = None, whois_records: Any = None, relationships: Any = None,
        description: Any = None, stix_id: Any = None, blocked: Any = None,
        certificates: Any = None, dns_records: Any = None, rank: Any = None,
        organization_prevalence: Any = None, global_prevalence: Any = None,
        organization_first_seen: Any = None, organization_last_seen: Any = None,
        first_seen_by_source: Any = None, last_seen_by_source: Any = None,
    ) -> None:
        self._keep(locals())
    # fmt: on

    def to_context(self) -> Any:
        given: Any = self
        people, dates = self._people(), self._dates()
        context = {
            "Name": given.domain,
            **_filled(self, "dns:DNS"),
            **_counted(self, "detection_engines positive_detections"),
            **people,
            **_filled(self, "organization sub_domains:Subdomains"),
            **dates,
            **_filled(self, "tags feed_related_indicators whois_records malware_family"),
            **_seen(self),
            **_malicious(given.dbot_score),
            **self._classified(),
            **self._grouped_parts(),
            **_grouped("WHOIS", {**people, **dates}),
            **_related(self),
            **_filled(self, "dns_records:DNSRecords stix_id:STIXID"),
            **_filled(self, "description"),
            # Only a domain with a STIX id tells whether it is blocked (observed).
            **({"Blocked": given.blocked} if given.stix_id else {}),
            **_filled(self, "certificates rank"),
        }
        return self._entry(context, given.dbot_score)

    def _people(self) -> dict[str, Any]:
        groups = {
            "Registrar": (
                ("Name", "registrar_name"),
                ("AbuseEmail", "registrar_abuse_email"),
                ("AbusePhone", "registrar_abuse_phone"),
            ),
            "Registrant": _reachable("registrant"),
            "Admin": _reachable("admin"),
        }
        told = {}
        for key, rows in groups.items():
            group = {name: getattr(self, attribute) for name, attribute in rows}
            if any(group.values()):
                told[key] = group
        return told

    def _dates(self) -> dict[str, Any]:
        return _filled(
            self, "domain_status creation_date updated_date expiration_date name_servers"
        )

    def _classified(self) -> dict[str, Any]:
        return _filled(
            self,
            "domain_idn_name:DomainIDNName port internal category campaign "
            "traffic_light_protocol threat_types community_notes publications",
        )

    def _grouped_parts(self) -> dict[str, Any]:
        geo = _filled(self, "geo_location:Location geo_country:Country geo_description:Description")
        tech = _filled(
            self,
            "tech_country:Country tech_name:Name tech_organization:Organization tech_email:Email",
        )
        return {
            **_grouped("Geo", geo),
            **_grouped("Tech", tech),
            **_filled(self, "billing"),
        }


def _reachable(who: str) -> tuple[tuple[str, str], ...]:
    return tuple((part.title(), f"{who}_{part}") for part in ("name", "email", "phone", "country"))

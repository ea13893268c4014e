"""Indicators of the network: IP, URL, Email."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from .indicator import _counted, _filled, _grouped, _Indicator, _malicious, _related, _seen

__all__ = ()


class _IP(_Indicator):
    CONTEXT_PATH = "IP(val.Address && val.Address == obj.Address)"

    # fmt: off
    def __init__(
        self, ip: Any, dbot_score: Any, asn: Any = None, as_owner: Any = None, region: Any = None,
        port: Any = None, internal: Any = None, updated_date: Any = None,
        registrar_abuse_name: Any = None, registrar_abuse_address: Any = None,
        registrar_abuse_country: Any = None, registrar_abuse_network: Any = None,
        registrar_abuse_phone: Any = None, registrar_abuse_email: Any = None,
        campaign: Any = None, traffic_light_protocol: Any = None, community_notes: Any = None,
        publications: Any = None, threat_types: Any = None, hostname: Any = None,
        geo_latitude: Any = None, geo_longitude: Any = None, geo_country: Any = None,
        geo_description: Any = None, detection_engines: Any = None, positive_engines: Any = None,
        organization_name: Any = None, organization_type: Any = None,
        feed_related_indicators: Any = None, tags: Any = None, malware_family: Any = None,
        relationships: Any = None, blocked: Any = None, description: Any = None,
        stix_id: Any = None, whois_records: Any = None,
        organization_prevalence: Any = None, global_prevalence: Any = None,
        organization_first_seen: Any = None, organization_last_seen: Any = None,
        first_seen_by_source: Any = None, last_seen_by_source: Any = None,
        ip_type: Any = "IP",
    ) -> None:
        if ip_type == "IPv6":
            self.CONTEXT_PATH = self.CONTEXT_PATH.replace("IP", "IPv6")
        self._keep(locals())
    # fmt: on

    def to_context(self) -> Any:
        given: Any = self
        context = {
            "Address": given.ip,
            **_filled(
                self,
                "blocked asn:ASN as_owner:ASOwner region port internal stix_id:STIXID updated_date",
            ),
            **_grouped("Registrar", _grouped("Abuse", self._registrar())),
            **_filled(
                self,
                "campaign description traffic_light_protocol community_notes publications "
                "threat_types whois_records hostname",
            ),
            **self._geo(),
            **_grouped(
                "Organization",
                _filled(self, "organization_name:Name organization_type:Type"),
            ),
            **_counted(self, "detection_engines positive_engines:PositiveDetections"),
            **_filled(self, "feed_related_indicators tags malware_family"),
            **_seen(self),
            **_malicious(given.dbot_score),
            **_related(self),
        }
        return self._entry(context, given.dbot_score)

    def _registrar(self) -> dict[str, Any]:
        parts = ("name", "address", "country", "network", "phone", "email")
        return _filled(self, " ".join(f"registrar_abuse_{part}:{part.title()}" for part in parts))

    def _geo(self) -> dict[str, Any]:
        """Return an IP's location as context; empty if latitude, country and description are all missing.

        ``Location`` needs latitude and longitude (observed in production).
        """
        given: Any = self
        if not (given.geo_latitude or given.geo_country or given.geo_description):
            return {}
        place = {}
        if given.geo_latitude and given.geo_longitude:
            place["Location"] = f"{given.geo_latitude}:{given.geo_longitude}"
        named = _filled(self, "geo_country:Country geo_description:Description")
        return {"Geo": {**place, **named}}


class _URL(_Indicator):
    CONTEXT_PATH = "URL(val.Data && val.Data == obj.Data)"

    # fmt: off
    def __init__(
        self, url: Any, dbot_score: Any, detection_engines: Any = None,
        positive_detections: Any = None, category: Any = None, feed_related_indicators: Any = None,
        tags: Any = None, malware_family: Any = None, port: Any = None, internal: Any = None,
        campaign: Any = None, traffic_light_protocol: Any = None, threat_types: Any = None,
        asn: Any = None, as_owner: Any = None, geo_country: Any = None, organization: Any = None,
        community_notes: Any = None, publications: Any = None, relationships: Any = None,
        blocked: Any = None, certificates: Any = None, description: Any = None,
        stix_id: Any = None,
        organization_prevalence: Any = None, global_prevalence: Any = None,
        organization_first_seen: Any = None, organization_last_seen: Any = None,
        first_seen_by_source: Any = None, last_seen_by_source: Any = None,
    ) -> None:
        self._keep(locals())
    # fmt: on

    def to_context(self) -> Any:
        given: Any = self
        context = {
            "Data": given.url,
            **_filled(self, "blocked certificates description stix_id:STIXID"),
            **_counted(self, "detection_engines positive_detections"),
            **_filled(
                self,
                "category feed_related_indicators tags malware_family port internal "
                "campaign traffic_light_protocol threat_types asn:ASN as_owner:ASOwner",
            ),
            **_grouped("Geo", _filled(self, "geo_country:Country")),
            **_filled(self, "organization community_notes publications"),
            **_seen(self),
            **_malicious(given.dbot_score),
            **_related(self),
        }
        return self._entry(context, given.dbot_score)


class _EMAIL(_Indicator):
    CONTEXT_PATH = "Email(val.Address && val.Address == obj.Address)"

    # fmt: off
    def __init__(
        self, address: Any, dbot_score: Any, domain: Any = None, blocked: Any = None,
        relationships: Any = None, description: Any = None, internal: Any = None,
        stix_id: Any = None, tags: Any = None, traffic_light_protocol: Any = None,
    ) -> None:
        self._keep(locals())
    # fmt: on

    def to_context(self) -> Any:
        given: Any = self
        context = {
            "Address": given.address,
            **_filled(
                self,
                "blocked domain description internal stix_id:STIXID tags traffic_light_protocol",
            ),
            **_related(self),
        }
        return self._entry(context, given.dbot_score)

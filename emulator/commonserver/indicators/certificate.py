"""Certificates as indicators, and the extensions of a certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from .certificate_parts import (
        _AuthorityInformationAccess,
        _AuthorityKeyIdentifier,
        _BasicConstraints,
        _CertificatePolicy,
        _CertificatePublicKey,
        _DistributionPoint,
        _SignedCertificateTimestamp,
        _SubjectAlternativeName,
    )
    from .dbot_score import _constants
    from .indicator import _filled, _grouped, _Indicator, _malicious, _named

__all__ = ()

_SCT_OID = "1.3.6.1.4.1.11129.2.4."

# The extension's type: its OID, its name, the argument that holds its value.
_EXTENSIONS = {
    "SubjectAlternativeName": ("2.5.29.17", "subjectAltName", "subject_alternative_names"),
    "AuthorityKeyIdentifier": (
        "2.5.29.35",
        "authorityKeyIdentifier",
        "authority_key_identifier",
    ),
    "SubjectKeyIdentifier": ("2.5.29.14", "subjectKeyIdentifier", "digest"),
    "KeyUsage": ("2.5.29.15", "keyUsage", ""),
    "ExtendedKeyUsage": ("2.5.29.37", "extendedKeyUsage", "usages"),
    "CRLDistributionPoints": ("2.5.29.31", "cRLDistributionPoints", "distribution_points"),
    "CertificatePolicies": ("2.5.29.32", "certificatePolicies", "certificate_policies"),
    "AuthorityInformationAccess": (
        "1.3.6.1.5.5.7.1.1",
        "authorityInfoAccess",
        "authority_information_access",
    ),
    "BasicConstraints": ("2.5.29.19", "basicConstraints", "basic_constraints"),
    "SignedCertificateTimestamps": (
        _SCT_OID + "5",
        "signedCertificateTimestampList",
        "signed_certificate_timestamps",
    ),
    "PreCertSignedCertificateTimestamps": (
        _SCT_OID + "2",
        "signedCertificateTimestampList",
        "signed_certificate_timestamps",
    ),
    "Other": ("", "", "value"),
}
_MANDATORY = ("digest", "usages")
_KEY_USAGES = (
    "digital_signature content_commitment key_encipherment data_encipherment key_agreement "
    "key_cert_sign crl_sign"
)


class _ExtensionType:
    SUBJECTALTERNATIVENAME = "SubjectAlternativeName"
    AUTHORITYKEYIDENTIFIER = "AuthorityKeyIdentifier"
    SUBJECTKEYIDENTIFIER = "SubjectKeyIdentifier"
    KEYUSAGE = "KeyUsage"
    EXTENDEDKEYUSAGE = "ExtendedKeyUsage"
    CRLDISTRIBUTIONPOINTS = "CRLDistributionPoints"
    CERTIFICATEPOLICIES = "CertificatePolicies"
    AUTHORITYINFORMATIONACCESS = "AuthorityInformationAccess"
    BASICCONSTRAINTS = "BasicConstraints"
    SIGNEDCERTIFICATETIMESTAMPS = "SignedCertificateTimestamps"
    PRESIGNEDCERTIFICATETIMESTAMPS = "PreCertSignedCertificateTimestamps"
    OTHER = "Other"

    @staticmethod
    def is_valid_type(_type: Any) -> bool:
        return _type in _constants(_ExtensionType)


class _CertificateExtension:
    """An extension of a certificate.

    It drops the arguments that do not belong to its type (observed in production).
    """

    SubjectAlternativeName = _SubjectAlternativeName
    AuthorityKeyIdentifier = _AuthorityKeyIdentifier
    DistributionPoint = _DistributionPoint
    CertificatePolicy = _CertificatePolicy
    AuthorityInformationAccess = _AuthorityInformationAccess
    BasicConstraints = _BasicConstraints
    SignedCertificateTimestamp = _SignedCertificateTimestamp
    ExtensionType = _ExtensionType

    # fmt: off
    def __init__(
        self, extension_type: Any, critical: Any, oid: Any = None, extension_name: Any = None,
        subject_alternative_names: Any = None, authority_key_identifier: Any = None,
        digest: Any = None, digital_signature: Any = None, content_commitment: Any = None,
        key_encipherment: Any = None, data_encipherment: Any = None, key_agreement: Any = None,
        key_cert_sign: Any = None, crl_sign: Any = None, usages: Any = None,
        distribution_points: Any = None, certificate_policies: Any = None,
        authority_information_access: Any = None, basic_constraints: Any = None,
        signed_certificate_timestamps: Any = None, value: Any = None,
    ) -> None:
        self._keep(dict(locals()))
    # fmt: on

    def _keep(self, given: dict[str, Any]) -> None:
        kind = given["extension_type"]
        if not _ExtensionType.is_valid_type(kind):
            raise TypeError(
                "algorithm must be of type Common.CertificateExtension.ExtensionType enum"
            )
        oid, name, holder = _EXTENSIONS[kind]
        if holder in _MANDATORY and not given[holder]:
            raise ValueError(f"{holder} is mandatory for {kind} extension")
        kept = [holder] if holder else [attribute for attribute, _ in _named(_KEY_USAGES)]
        for attribute in ("extension_type", "critical", *kept):
            setattr(self, attribute, given[attribute])
        for attribute, usual in (("oid", oid), ("extension_name", name)):
            if given[attribute] or usual:
                setattr(self, attribute, given[attribute] or usual)

    def to_context(self) -> dict[str, Any]:
        given: Any = self
        context = {"OID": given.oid, "Name": given.extension_name, "Critical": given.critical}
        value = self._value()
        return {**context, "Value": value} if value else context

    def _value(self) -> Any:
        given: Any = self
        holder = _EXTENSIONS[given.extension_type][2]
        if not holder:
            return _filled(self, _KEY_USAGES)
        value = getattr(self, holder)
        if holder == "digest":
            return {"Digest": value}
        if holder == "usages":
            return {"Usages": list(value)}
        if not value or holder == "value":
            return value
        if isinstance(value, list):
            return [item.to_context() for item in value]
        return value.to_context()


class _Certificate(_Indicator):
    CONTEXT_PATH = (
        "Certificate(val.MD5 && val.MD5 == obj.MD5 || val.SHA1 && val.SHA1 == obj.SHA1"
        " || val.SHA256 && val.SHA256 == obj.SHA256 || val.SHA512 && val.SHA512 == obj.SHA512)"
    )

    # fmt: off
    def __init__(
        self, subject_dn: Any, dbot_score: Any = None, name: Any = None, issuer_dn: Any = None,
        serial_number: Any = None, validity_not_after: Any = None,
        validity_not_before: Any = None, sha512: Any = None, sha256: Any = None, sha1: Any = None,
        md5: Any = None, publickey: Any = None, spki_sha256: Any = None,
        signature_algorithm: Any = None, signature: Any = None,
        subject_alternative_name: Any = None, extensions: Any = None, pem: Any = None,
    ) -> None:
        if publickey and not isinstance(publickey, _CertificatePublicKey):
            raise TypeError("publickey must be of type Common.CertificatePublicKey")
        self._keep(locals())
        self._complete()
    # fmt: on

    def _complete(self) -> None:
        """Fill a certificate's missing names from its extensions, its alternative names and its subject."""
        given: Any = self
        if isinstance(given.subject_alternative_name, str):
            given.subject_alternative_name = [given.subject_alternative_name]
        for extension in given.extensions or ():
            if extension.extension_type == _ExtensionType.SUBJECTALTERNATIVENAME:
                own = given.subject_alternative_name
                given.subject_alternative_name = own or extension.subject_alternative_names
        if isinstance(given.name, str):
            given.name = [given.name]
        if not given.name:
            given.name = [
                text for text in map(_name_text, given.subject_alternative_name or ()) if text
            ] or _common_name(given.subject_dn)

    def to_context(self) -> Any:
        given: Any = self
        names = [_name_context(name) for name in given.subject_alternative_name or ()]
        signed = _filled(self, "signature_algorithm:Algorithm signature")
        extensions = [extension.to_context() for extension in given.extensions or ()]
        key = given.publickey.to_context() if given.publickey else {}
        context = {
            "SubjectDN": given.subject_dn,
            **_grouped("SubjectAlternativeName", names),
            **_filled(
                self,
                "name issuer_dn:IssuerDN serial_number validity_not_before "
                "validity_not_after sha512:SHA512 sha256:SHA256 sha1:SHA1 md5:MD5",
            ),
            **_grouped("PublicKey", key),
            **_filled(self, "spki_sha256:SPKISHA256"),
            **_grouped("Signature", signed),
            **_grouped("Extension", extensions),
            **_filled(self, "pem:PEM"),
            **_malicious(given.dbot_score),
        }
        return self._entry(context, given.dbot_score)


def _name_text(name: Any) -> Any:
    if isinstance(name, str):
        return name
    return name.get("Value") if isinstance(name, dict) else name.get_value()


def _name_context(name: Any) -> Any:
    if isinstance(name, str):
        return {"Value": name}
    return name if isinstance(name, dict) else name.to_context()


def _common_name(subject_dn: Any) -> Any:
    r"""Return the common name (CN) of a distinguished name in a list; an escaped comma becomes ``\2c``
    (observed in production).
    """
    parts = subject_dn.replace("\\,", "\\2c").split(",")
    found = [part[3:] for part in parts if part.startswith("CN=")]
    return found[:1] or None

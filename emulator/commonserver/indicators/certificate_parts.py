"""Parts of a certificate: its public key, its names, the values of its extensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from .dbot_score import _constants
    from .indicator import _filled, _set

__all__ = ()


class _KeyAlgorithm:
    DSA = "DSA"
    RSA = "RSA"
    EC = "EC"
    UNKNOWN = "Unknown Algorithm"

    @staticmethod
    def is_valid_type(_type: Any) -> bool:
        return _type in _constants(_KeyAlgorithm)


class _CertificatePublicKey:
    Algorithm = _KeyAlgorithm

    # fmt: off
    def __init__(
        self, algorithm: Any, length: Any, publickey: Any = None, p: Any = None, q: Any = None,
        g: Any = None, modulus: Any = None, exponent: Any = None, x: Any = None, y: Any = None,
        curve: Any = None,
    ) -> None:
        if not _KeyAlgorithm.is_valid_type(algorithm):
            raise TypeError("algorithm must be of type Common.CertificatePublicKey.Algorithm enum")
        _set(locals())
    # fmt: on

    def to_context(self) -> dict[str, Any]:
        given: Any = self
        parts = {
            _KeyAlgorithm.RSA: "modulus exponent",
            _KeyAlgorithm.DSA: "p q g",
            _KeyAlgorithm.EC: "x y curve",
        }
        return {
            "Algorithm": given.algorithm,
            "Length": given.length,
            **_filled(self, f"publickey:PublicKey {parts.get(given.algorithm, '')}"),
        }


class _GeneralName:
    OTHERNAME = "otherName"
    RFC822NAME = "rfc822Name"
    DNSNAME = "dNSName"
    DIRECTORYNAME = "directoryName"
    UNIFORMRESOURCEIDENTIFIER = "uniformResourceIdentifier"
    IPADDRESS = "iPAddress"
    REGISTEREDID = "registeredID"

    def __init__(self, gn_value: Any, gn_type: Any) -> None:
        if not self.is_valid_type(gn_type):
            raise TypeError("gn_type must be of type Common.GeneralName enum")
        self.gn_type = gn_type
        self.gn_value = gn_value

    @staticmethod
    def is_valid_type(_type: Any) -> bool:
        return _type in _constants(_GeneralName)

    def to_context(self) -> dict[str, Any]:
        return {"Type": self.gn_type, "Value": self.gn_value}

    def get_value(self) -> Any:
        return self.gn_value


class _SubjectAlternativeName:
    def __init__(self, gn: Any = None, gn_type: Any = None, gn_value: Any = None) -> None:
        if gn:
            self.gn = gn
        elif gn_type and gn_value:
            self.gn = _GeneralName(gn_value=gn_value, gn_type=gn_type)
        else:
            raise ValueError(
                "either GeneralName or gn_type/gn_value required to inizialize SubjectAlternativeName"
            )

    def to_context(self) -> Any:
        return self.gn.to_context()

    def get_value(self) -> Any:
        return self.gn.get_value()


class _AuthorityKeyIdentifier:
    def __init__(
        self, issuer: Any = None, serial_number: Any = None, key_identifier: Any = None
    ) -> None:
        _set(locals())

    def to_context(self) -> dict[str, Any]:
        return _filled(self, "issuer serial_number key_identifier")


class _DistributionPoint:
    def __init__(
        self,
        full_name: Any = None,
        relative_name: Any = None,
        crl_issuer: Any = None,
        reasons: Any = None,
    ) -> None:
        _set(locals())

    def to_context(self) -> dict[str, Any]:
        context = _filled(self, "full_name relative_name crl_issuer:CRLIssuer reasons")
        for key in ("FullName", "CRLIssuer"):
            if key in context:
                context[key] = [name.to_context() for name in context[key]]
        return context


class _CertificatePolicy:
    def __init__(self, policy_identifier: Any, policy_qualifiers: Any = None) -> None:
        self.policy_identifier = policy_identifier
        self.policy_qualifiers = policy_qualifiers

    def to_context(self) -> dict[str, Any]:
        named = {"PolicyIdentifier": self.policy_identifier}
        return {**named, **_filled(self, "policy_qualifiers")}


class _AuthorityInformationAccess:
    def __init__(self, access_method: Any, access_location: Any) -> None:
        self.access_method = access_method
        self.access_location = access_location

    def to_context(self) -> dict[str, Any]:
        location = self.access_location.to_context()
        return {"AccessMethod": self.access_method, "AccessLocation": location}


class _BasicConstraints:
    def __init__(self, ca: Any, path_length: Any = None) -> None:
        self.ca = ca
        self.path_length = path_length

    def to_context(self) -> dict[str, Any]:
        return {"CA": self.ca, **_filled(self, "path_length")}


class _TimestampEntryType:
    PRECERTIFICATE = "PreCertificate"
    X509CERTIFICATE = "X509Certificate"

    @staticmethod
    def is_valid_type(_type: Any) -> bool:
        return _type in _constants(_TimestampEntryType)


class _SignedCertificateTimestamp:
    EntryType = _TimestampEntryType

    def __init__(self, entry_type: Any, version: Any, log_id: Any, timestamp: Any) -> None:
        if not _TimestampEntryType.is_valid_type(entry_type):
            raise TypeError(
                "entry_type must be of type"
                " Common.CertificateExtension.SignedCertificateTimestamp.EntryType enum"
            )
        self.entry_type = entry_type
        self.version = version
        self.log_id = log_id
        self.timestamp = timestamp

    def to_context(self) -> dict[str, Any]:
        return {
            "Version": self.version,
            "LogId": self.log_id,
            "Timestamp": self.timestamp,
            "EntryType": self.entry_type,
        }

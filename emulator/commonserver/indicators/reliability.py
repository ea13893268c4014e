"""Types of indicators with a reputation, and degrees of reliability of its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

__all__ = ("DBotScoreReliability", "DBotScoreType")


class DBotScoreType:
    IP = "ip"
    FILE = "file"
    DOMAIN = "domain"
    URL = "url"
    CVE = "cve"
    ACCOUNT = "account"
    CIDR = ("cidr",)  # a tuple in the real one too
    DOMAINGLOB = "domainglob"
    CERTIFICATE = "certificate"
    CRYPTOCURRENCY = "cryptocurrency"
    EMAIL = "email"
    ATTACKPATTERN = "attackpattern"
    CUSTOM = "custom"

    @classmethod
    def is_valid_type(cls, _type: Any) -> bool:
        return _type in _constants(cls)


class DBotScoreReliability:
    """The degrees of reliability from A to F, and the one for third-party enrichment."""

    A_PLUS = "A+ - 3rd party enrichment"
    A = "A - Completely reliable"
    B = "B - Usually reliable"
    C = "C - Fairly reliable"
    D = "D - Not usually reliable"
    E = "E - Unreliable"
    F = "F - Reliability cannot be judged"

    @staticmethod
    def is_valid_type(_type: Any) -> bool:
        return _type in _constants(DBotScoreReliability)

    @staticmethod
    def get_dbot_score_reliability_from_str(reliability_str: Any) -> Any:
        if DBotScoreReliability.is_valid_type(reliability_str):
            return reliability_str
        raise Exception("Please use supported reliability only.")


def _constants(owner: type) -> tuple[Any, ...]:
    """Return the values of a class of constants."""
    return tuple(value for name, value in vars(owner).items() if name.isupper())

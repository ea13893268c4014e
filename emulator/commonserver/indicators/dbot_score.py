"""DBot scores (the reputation of an indicator, 0 to 3), and the reliability of their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    import demistomock as demisto

    from ..server import get_integration_name, is_demisto_version_ge

__all__ = (
    "DBotScoreReliability",
    "DBotScoreType",
)


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
    """The degrees of a source's reliability, from A to F, and a further one for third-party enrichment."""

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
    """Return the values of all constants of a class."""
    return tuple(value for name, value in vars(owner).items() if name.isupper())


class _DBotScore:
    NONE = 0
    GOOD = 1
    SUSPICIOUS = 2
    BAD = 3
    CONTEXT_PATH = (
        "DBotScore(val.Indicator && val.Indicator == obj.Indicator"
        " && val.Vendor == obj.Vendor && val.Type == obj.Type)"
    )
    CONTEXT_PATH_PRIOR_V5_5 = "DBotScore"

    def __init__(
        self,
        indicator: Any,
        indicator_type: Any,
        integration_name: Any = "",
        score: Any = None,
        malicious_description: Any = None,
        reliability: Any = None,
        message: Any = None,
    ) -> None:
        if not DBotScoreType.is_valid_type(indicator_type):
            raise TypeError("indicator_type must be of type DBotScoreType enum")
        if not self.is_valid_score(score):
            raise TypeError("indicator `score` must be of type DBotScore enum")
        if reliability and not DBotScoreReliability.is_valid_type(reliability):
            raise TypeError("reliability must be of type DBotScoreReliability enum")
        self.indicator = indicator
        self.indicator_type = indicator_type
        # In an integration its own name goes before what is given (observed).
        own = get_integration_name() if demisto.callingContext.get("integration") else ""
        self.integration_name = own or integration_name
        self.score = score
        self.malicious_description = malicious_description
        self.reliability = reliability
        self.message = message

    @staticmethod
    def is_valid_score(score: Any) -> bool:
        return score in (0, 1, 2, 3)

    @staticmethod
    def get_context_path() -> str:
        """Return the context path of DBot scores; servers before 5.5.0 have another one."""
        if is_demisto_version_ge("5.5.0"):
            return _DBotScore.CONTEXT_PATH
        return _DBotScore.CONTEXT_PATH_PRIOR_V5_5

    def to_context(self) -> dict[str, Any]:
        context = {
            "Indicator": self.indicator,
            "Type": self.indicator_type,
            "Vendor": self.integration_name,
            "Score": self.score,
        }
        if self.reliability:
            context["Reliability"] = self.reliability
        if self.message:
            context["Message"] = self.message
        return {self.get_context_path(): context}

    def to_readable(self) -> str:
        return {0: "Unknown", 1: "Good", 2: "Suspicious", 3: "Bad"}.get(self.score, "Undefined")

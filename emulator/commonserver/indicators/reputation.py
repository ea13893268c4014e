"""Build the results of reputation commands, for malicious indicators and for unknown ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from typing import Any

    from ..constants import INDICATOR_TYPE_TO_CONTEXT_KEY, outputPaths
    from ..demisto_exception import DemistoException
    from ..entries.command_results import CommandResults
    from ..entries.tables import tableToMarkdown
    from ..searcher import IndicatorsSearcher
    from .common import Common
    from .dbot_score import DBotScoreType
    from .detection import get_hash_type
    from .regexes import md5Regex, sha1Regex, sha256Regex, sha512Regex

__all__ = (
    "build_dbot_entry",
    "build_malicious_dbot_entry",
    "create_indicator_result_with_dbotscore_unknown",
    "indicators_value_to_clickable",
    "is_mac_address",
    "scoreToReputation",
)

_FILE_TYPES = ("md5", "sha1", "sha256", "crc32", "sha512", "ctph", "ssdeep")


def scoreToReputation(score: Any) -> str:
    told = {4: "Critical", 3: "Bad", 2: "Suspicious", 1: "Good", 0: "Unknown"}
    return told.get(score, "None")


def is_mac_address(mac: Any) -> bool:
    return bool(re.search("^([0-9A-F]{2}[:]){5}([0-9A-F]{2})$", mac.upper()))


def build_dbot_entry(
    indicator: Any,
    indicator_type: Any,
    vendor: Any,
    score: Any,
    description: Any = None,
    build_malicious: Any = True,
) -> dict[str, Any]:
    """Return the context for an indicator's DBot score; for the score 3 (bad), also that of the indicator.

    ``build_malicious=False`` leaves out the latter.

    Raises DemistoException for an unknown type or score.
    """
    if score not in (0, 1, 2, 3):
        raise DemistoException(f"illegal DBot score, expected 0-3, got `{score}`")
    kind = indicator_type.lower()
    if kind not in INDICATOR_TYPE_TO_CONTEXT_KEY:
        known = INDICATOR_TYPE_TO_CONTEXT_KEY.keys()
        raise DemistoException(f"illegal indicator type, expected one of {known}, got `{kind}`")
    told = {
        "Indicator": indicator,
        "Type": "file" if kind in _FILE_TYPES else kind,
        "Vendor": vendor,
        "Score": score,
    }
    entry = {"DBotScore": told}
    if score == 3 and build_malicious:
        entry.update(build_malicious_dbot_entry(indicator, indicator_type, vendor, description))
    return entry


def build_malicious_dbot_entry(
    indicator: Any, indicator_type: Any, vendor: Any, description: Any = None
) -> dict[str, Any]:
    """Return the context of a malicious indicator. Raises DemistoException for an unknown type."""
    kind = indicator_type.lower()
    if kind not in INDICATOR_TYPE_TO_CONTEXT_KEY:
        known = INDICATOR_TYPE_TO_CONTEXT_KEY.keys()
        raise DemistoException(f"Wrong indicator type supplied: {indicator_type}, expected {known}")
    is_file = kind in _FILE_TYPES
    key = kind.upper() if is_file else INDICATOR_TYPE_TO_CONTEXT_KEY[kind]
    malicious = {"Vendor": vendor, "Description": description}
    return {outputPaths["file" if is_file else kind]: {key: indicator, "Malicious": malicious}}


def create_indicator_result_with_dbotscore_unknown(
    indicator: Any,
    indicator_type: Any,
    reliability: Any = None,
    context_prefix: Any = None,
    address_type: Any = None,
    relationships: Any = None,
) -> Any:
    """Return the CommandResults of a reputation command that did not find the indicator.

    Raises ValueError for a type that does not support this, for a file that is no hash, and for a
    cryptocurrency without ``address_type``.
    """
    known = DBotScoreType.is_valid_type(indicator_type)
    if not context_prefix and (not known or indicator_type == DBotScoreType.CUSTOM):
        raise ValueError("Indicator type is invalid")
    if indicator_type in (DBotScoreType.CVE, DBotScoreType.ATTACKPATTERN):
        raise ValueError(f"DBotScoreType.{indicator_type.upper()} is unsupported")
    score = Common.DBotScore(
        indicator=indicator,
        indicator_type=indicator_type if known else DBotScoreType.CUSTOM,
        score=Common.DBotScore.NONE,
        reliability=reliability,
        message="No results found.",
    )
    made, title = _unknown(
        indicator, indicator_type, score, context_prefix, address_type, relationships
    )
    row = {title: indicator, "Result": "Not found"}
    name = score.integration_name or "Results"
    readable = tableToMarkdown(f"{name}:", row, headers=list(row))
    return CommandResults(readable_output=readable, indicator=made)


def _unknown(
    indicator: Any, kind: Any, score: Any, prefix: Any, address_type: Any, related: Any
) -> tuple[Any, Any]:
    """Return an indicator object of the type ``kind`` with ``score``, and a column title such as ``MD5``.

    ``score`` says that nothing is known of the indicator. The title is for the column of the indicator in the
    readable output. Raises ValueError for a file that is no hash, and for a cryptocurrency without
    ``address_type``.
    """
    plain = {
        DBotScoreType.IP: Common.IP,
        DBotScoreType.URL: Common.URL,
        DBotScoreType.DOMAIN: Common.Domain,
        DBotScoreType.EMAIL: Common.EMAIL,
    }
    if kind in plain:
        return plain[kind](indicator, score, relationships=related), kind.upper()
    if kind == DBotScoreType.FILE:
        hash_type = get_hash_type(indicator)
        if not _is_hash(indicator, hash_type):
            raise ValueError(f"This indicator -> {indicator} is incorrect")
        made: Any = Common.File(score, relationships=related, **{hash_type: indicator})
        return made, hash_type.upper()
    if kind == DBotScoreType.ACCOUNT:
        made = Common.Account(indicator, dbot_score=score, relationships=related)
        return made, kind.upper()
    if kind == DBotScoreType.CERTIFICATE:
        return Common.Certificate(indicator, score), kind.upper()
    if kind == DBotScoreType.CRYPTOCURRENCY:
        if not address_type:
            raise ValueError("Missing address_type parameter")
        return Common.Cryptocurrency(indicator, address_type, score), address_type.upper()
    made = Common.CustomIndicator(kind, indicator, score, {}, prefix, related)
    return made, kind.upper()


def _is_hash(text: Any, kind: str) -> bool:
    known = {"md5": md5Regex, "sha1": sha1Regex, "sha256": sha256Regex, "sha512": sha512Regex}
    return kind in known and bool(known[kind].match(text))


def indicators_value_to_clickable(indicators: Any) -> dict[Any, str]:
    """Return a dictionary from indicator values to markdown links, for the indicators that the server knows.

    Values that are neither in a list nor in a dictionary are not looked up (observed in production).
    """
    if isinstance(indicators, dict):
        indicators = [indicators]
    if not isinstance(indicators, list):
        return {}
    query = " or ".join(f"value:{indicator}" for indicator in indicators)
    found = {}
    for page in IndicatorsSearcher(query=query):
        for ioc in page.get("iocs", []):
            value = ioc.get("value")
            found[value] = f"[{value}](#/indicator/{ioc.get('id')})"
    return found

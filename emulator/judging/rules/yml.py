"""XF3xx: rules that compare the yml's parameters with the parameters that the code reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...record.entries import Json, Line
from ...record.words import words_of
from ..finding import INFO, LIKELY, WARNING, Finding
from ..verdict.event_verdict import EventVerdict
from ..window.window import first_fetch_hint
from .rule import Fold, Rule

# Parameters that the platform itself gives to instances, so the code need not read them.
_PLATFORM = frozenset(
    {
        *("isFetch", "isFetchEvents", "isFetchAssets", "incidentType", "incidentFetchInterval"),
        *("longRunning", "longRunningPort", "proxy", "insecure", "unsecure"),
        *("feed", "feedReputation", "feedReliability", "feedExpirationPolicy", "feedTags"),
        *("feedExpirationInterval", "feedFetchInterval", "feedBypassExclusionList", "tlp_color"),
        *("eventFetchInterval", "assetsFetchInterval", "integrationReliability"),
        *("mirror_direction", "close_incident", "close_ticket"),
        *("defaultMapperIn", "defaultMapperOut"),
    }
)
# A shorter beginning of a word is no abbreviation: it may be one of many words.
_LEAST_SHORT = 3
_LIMIT_WORDS = (
    "max",
    "limit",
    "size",
    "count",
    "number",
    "per_fetch",
    "percall",
    "tofetch",
    "to_fetch",
)


class _Yml(Fold):
    """Base of rules that compare the yml with the code. They check once a run, and only if the yml
    declares a fetch.
    """

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        parameters = self.facts.manifest.get("parameters") or []
        if parameters and self.facts.manifest.get("is_fetch"):
            yield from self.compare(parameters)

    def compare(self, parameters: Sequence[Mapping[str, Json]]) -> Iterator[Finding]:
        """Yield the findings about the yml's parameters."""
        raise NotImplementedError

    def renamed(self, parameters: Sequence[Mapping[str, Json]]) -> list[tuple[str, str]]:
        """Return the pairs of a declared parameter that the code never mentions, and a parameter that the
        code reads and the yml does not declare, where the two names may mean the same (``_alike``). A name
        that is like several others is in no pair. Where there is one name of each kind, they are a pair if
        they share a word (``incident_status`` and ``incident_types``).
        """
        words = self.facts.code.get("strings")
        read = self.facts.code.get("params_read")
        if not isinstance(words, list) or not isinstance(read, dict):
            return []
        declared = [str(item["name"]) for item in parameters]
        unread = [name for name in declared if name not in words and name not in _PLATFORM]
        unknown = [name for name in read if name not in declared and name not in _PLATFORM]
        if len(unread) == len(unknown) == 1 and set(words_of(unread[0])) & set(
            words_of(unknown[0])
        ):
            return [(unread[0], unknown[0])]
        pairs = [(one, two) for one in unread for two in unknown if _alike(one, two)]
        # A name that is like several others says nothing.
        return [
            pair
            for pair in pairs
            if sum(pair[0] == other[0] or pair[1] == other[1] for other in pairs) == 1
        ]

    def line(self, number: Json) -> Line | None:
        """Return the line ``number`` of the integration's file; None if ``number`` is not a number."""
        return Line(self.facts.file, number) if isinstance(number, int) else None


class _NoFirstFetch(_Yml):
    def compare(self, parameters: Sequence[Mapping[str, Json]]) -> Iterator[Finding]:
        names = {str(item["name"]): "1 day" for item in parameters}
        if first_fetch_hint(names) is None:
            what = "the yml declares no first_fetch, so users cannot limit the first run"
            yield self.finding(None, what)


class _NoMaxFetch(_Yml):
    def compare(self, parameters: Sequence[Mapping[str, Json]]) -> Iterator[Finding]:
        if not any(_is_limit(str(item["name"])) for item in parameters):
            yield self.finding(None, "the yml declares no max_fetch, so users cannot limit a run")


class _NoDefault(_Yml):
    def compare(self, parameters: Sequence[Mapping[str, Json]]) -> Iterator[Finding]:
        for item in parameters:
            name = str(item["name"])
            first = first_fetch_hint({name: "1 day"}) is not None
            if (first or name == "max_fetch") and not item.get("default"):
                yield self.finding(None, f"{name} has no defaultvalue in the yml", parameter=name)


class _NotInYml(_Yml):
    def compare(self, parameters: Sequence[Mapping[str, Json]]) -> Iterator[Finding]:
        declared = {str(item["name"]) for item in parameters}
        renamed = {read for _, read in self.renamed(parameters)}
        read = self.facts.code.get("params_read") or {}
        for name, number in sorted(read.items(), key=lambda item: item[1]):
            if name not in declared and name not in _PLATFORM and name not in renamed:
                what = f"the code reads the parameter {name}, which the yml does not declare"
                yield self.finding(None, what, self.line(number), parameter=name)


class _NotInCode(_Yml):
    def compare(self, parameters: Sequence[Mapping[str, Json]]) -> Iterator[Finding]:
        words = self.facts.code.get("strings")
        if not isinstance(words, list):
            return
        known = {*words, *(name for name, _ in self.renamed(parameters))}
        for item in parameters:
            name = str(item["name"])
            if name not in known and name not in _PLATFORM:
                what = f"the yml declares {name}, but the code never reads it"
                yield self.finding(None, what, parameter=name)


class _OtherName(_Yml):
    def compare(self, parameters: Sequence[Mapping[str, Json]]) -> Iterator[Finding]:
        for declared, read in self.renamed(parameters):
            line = self.line(self.facts.code["params_read"][read])
            what = f"the yml offers {declared}, and the code reads {read}: what users set has no effect"
            yield self.finding(None, what, line, declared=declared, read=read)


def _alike(one: str, other: str) -> bool:
    """Whether two names may mean the same: all words of one are in the other (``types`` and
    ``detection_types``), or their words are the same, some of them shortened (``min_level`` and
    ``minimum_level``).
    """
    words, others = words_of(one), words_of(other)
    if set(words) <= set(others) or set(others) <= set(words):
        return True
    return len(words) == len(others) and all(map(_same_word, words, others))


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= _LEAST_SHORT and long.startswith(short))


class _FetchCommandListed(_Yml):
    def compare(self, parameters: Sequence[Mapping[str, Json]]) -> Iterator[Finding]:
        if "fetch-incidents" in (self.facts.manifest.get("commands") or ()):
            what = "the yml lists fetch-incidents as a command; isfetch: true is enough"
            yield self.finding(None, what)


def _is_limit(name: str) -> bool:
    plain = name.lower()
    return any(word in plain for word in _LIMIT_WORDS)


NO_FIRST_FETCH = Rule(
    code="XF304",
    name="first-fetch-not-in-yml",
    severity=INFO,
    meaning="The yml declares no parameter that limits the first run.",
    source="documented: first_fetch; the content tools ask for it (IN125)",
    fold=_NoFirstFetch,
    remedy="declare first_fetch in the yml",
)
NO_MAX_FETCH = Rule(
    code="XF305",
    name="max-fetch-not-in-yml",
    severity=INFO,
    meaning="The yml declares no parameter that limits a run.",
    source="documented: max_fetch; the content tools ask for it (IN126)",
    fold=_NoMaxFetch,
    remedy="declare max_fetch in the yml",
)
NO_DEFAULT = Rule(
    code="XF306",
    name="fetch-parameter-without-default",
    severity=INFO,
    meaning="first_fetch or max_fetch has no default.",
    source="documented: both have defaults; the content tools ask for it (IN125, IN126)",
    fold=_NoDefault,
    remedy="give first_fetch and max_fetch a default",
)
NOT_IN_YML = Rule(
    code="XF307",
    name="parameter-not-in-yml",
    severity=INFO,
    meaning="The code reads a parameter that the yml does not declare, so users cannot set it.",
    source="xfetch's own",
    fold=_NotInYml,
    confidence=LIKELY,
    remedy="declare the parameter in the yml, or remove it from the code",
)
NOT_IN_CODE = Rule(
    code="XF308",
    name="parameter-unused",
    severity=INFO,
    strict_severity=WARNING,
    meaning="The yml declares a parameter that the code never reads.",
    source="xfetch's own",
    fold=_NotInCode,
    confidence=LIKELY,
    remedy="use the parameter in the code, or remove it from the yml",
)
OTHER_NAME = Rule(
    code="XF431",
    name="parameter-of-another-name",
    severity=WARNING,
    meaning="The yml declares a parameter under one name, and the code reads it under another.",
    source="xfetch's own",
    fold=_OtherName,
    confidence=LIKELY,
    remedy="use one name in the yml and in the code",
)
FETCH_COMMAND_LISTED = Rule(
    code="XF309",
    name="fetch-command-listed",
    severity=INFO,
    meaning="The yml lists fetch-incidents as a command, which is not needed.",
    source="observed in code: isfetch is what the server reads",
    fold=_FetchCommandListed,
    remedy="remove fetch-incidents from the yml's list of commands",
)

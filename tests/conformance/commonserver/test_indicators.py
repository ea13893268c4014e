"""Indicators: their kinds, their context, their relationships, the server's search for them."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from hypothesis import strategies as st

from . import arguments as some
from .compare import agree
from .observed import Call, plain
from .oracle import Pair

hexes = st.text("0123456789abcdefABCDEF", min_size=30, max_size=70) | st.sampled_from(
    ["a" * length for length in (31, 32, 33, 40, 64, 128, 129)]
)
octets = st.integers(0, 300).map(str) | st.sampled_from(["", "00", "007", "a", "1a", " 1", "-1"])
v4 = st.lists(octets, min_size=3, max_size=5).map(".".join)
v6 = st.ip_addresses(v=6).map(str) | st.text("0123456789abcdef:.%", max_size=30)
names = st.from_regex(r"[a-z0-9*-]{1,8}(\.[a-z]{1,6}){0,3}", fullmatch=True)
masks = st.integers(0, 140).map(lambda bits: f"/{bits}")
urls = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "http://", "https://", "hxxp://", "ftp://", "www.", "meows://", "x://"]),
    names | v4 | v6.map("[{}]".format),
    st.sampled_from(["", ":80", ":999999"]),
    st.sampled_from(["", "/", "/a", "/33", "/24/x", "/a b", "?q=1"]),
)
mails = st.builds("{}@{}".format, st.text("abcA.+_-\"'! ", max_size=8), names)
looks = st.one_of(
    hexes,
    v4,
    v6,
    names,
    st.builds("{}{}".format, v4 | v6, masks),
    urls,
    mails,
    st.sampled_from(["CVE-2024-1234", "cve-2024-12345", "CVE-2024-0123456", "CVE-24-1", ""]),
)
texts = st.one_of(looks, some.texts, st.builds("{} {}".format, looks, looks))

CASES = {
    "get_hash_type": some.calls(hexes | some.wrong),
    "is_ip_valid": some.calls(v4 | v6 | some.wrong, accept_v6_ips=st.booleans()),
    "is_ipv6_valid": some.calls(v4 | v6 | some.wrong),
    "FeedIndicatorType.is_valid_type": some.calls(
        st.sampled_from(["IP", "File", "x"]) | some.wrong
    ),
    "DBotScoreType.is_valid_type": some.calls(
        st.sampled_from(["ip", ("cidr",), "IP"]) | some.wrong
    ),
    "DBotScoreReliability.is_valid_type": some.calls(
        st.sampled_from(["A - Completely reliable", "A"]) | some.wrong
    ),
    "DBotScoreReliability.get_dbot_score_reliability_from_str": some.calls(
        st.sampled_from(["A - Completely reliable", "F - Reliability cannot be judged", "A"])
        | some.wrong
    ),
    "FeedIndicatorType.ip_to_indicator_type": some.calls(texts | some.wrong),
    "FeedIndicatorType.indicator_type_by_server_version": some.calls(
        st.sampled_from(["STIX Malware", "STIX ", "Malware", ""]) | some.wrong
    ),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_functions(modules: Pair, name: str) -> None:
    agree(modules, name, CASES[name], examples=200)


def test_the_types_of_feeds_are_there_and_more(modules: Pair) -> None:
    ours = modules.ours.FeedIndicatorType.list_all_supported_indicators()
    theirs = modules.real.FeedIndicatorType.list_all_supported_indicators()
    assert ours[: len(theirs)] == theirs


def test_auto_detect(modules: Pair) -> None:
    pytest.importorskip("tldextract", reason="auto_detect_indicator_type needs tldextract")
    agree(modules, "auto_detect_indicator_type", some.calls(texts | some.wrong), examples=300)


EXPRESSIONS = [
    "cveRegex",
    "emailRegex",
    "hashRegex",
    "ipv4Regex",
    "ipv4cidrRegex",
    "ipv6Regex",
    "md5Regex",
    "pascalRegex",
    "sha1Regex",
    "sha256Regex",
    "sha512Regex",
    "urlRegex",
]


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expressions_match_alike(modules: Pair, name: str) -> None:
    """Where they match and what; their groups may differ."""
    from hypothesis import given, settings

    real, ours = getattr(modules.real, name), getattr(modules.ours, name)

    @settings(max_examples=400, deadline=None, derandomize=True, database=None)
    @given(texts)
    def alike(text: str) -> None:
        there = [match.span() for match in re.finditer(real, text)]
        assert [match.span() for match in re.finditer(ours, text)] == there

    alike()
    flags = [getattr(expression, "flags", None) for expression in (real, ours)]
    assert flags[0] == flags[1]


RELATION = st.sampled_from(["related-to", "drops", "Types", "sub-domain-of"])


def relationship_shown(module: Any, args: Any, kwargs: Any) -> Any:
    made = module.EntityRelationship(*args, **kwargs)
    return plain([vars(made), made.to_entry(), made.to_indicator(), made.to_context()])


def test_relationships(modules: Pair) -> None:
    # An unknown name raised in October 2022, and is logged today.
    calls = some.calls(
        RELATION,
        some.scalars,
        some.scalars,
        some.scalars,
        some.scalars,
        reverse_name=RELATION | st.sampled_from(["", None]),
        relationship_type=st.sampled_from(["IndicatorToIndicator", "x"]),
        entity_a_family=st.sampled_from(["Indicator", "x"]),
        entity_b_family=st.sampled_from(["Indicator", "x"]),
        source_reliability=st.sampled_from(["", None, "A - Completely reliable", "x"]),
        fields=some.objects | some.empties,
        brand=some.empties | some.words,
    )
    for pair_side in (modules.real, modules.ours):
        pair_side.shown_relationship = lambda *a, _m=pair_side, **k: relationship_shown(_m, a, k)
    agree(modules, "shown_relationship", calls)


def test_relationship_names(modules: Pair) -> None:
    def names(module: Any) -> Any:
        own = vars(module.EntityRelationship.Relationships).items()
        return {name: value for name, value in own if name.isupper()}

    there, here = names(modules.real), names(modules.ours)
    del there["RELATIONSHIPS_NAMES"]
    assert {name: here.get(name) for name in there} == there


RECORDS = {
    "community_notes": ("CommunityNotes", ("n", "t")),
    "publications": ("Publications", ("s", "t", "l", "d")),
    "threat_types": ("ThreatTypes", ("c", "h")),
    "feed_related_indicators": ("FeedRelatedIndicators", ("v", "t", "d")),
    "whois_records": ("WhoisRecord", ("k", "v", "d")),
    "behaviors": ("Behaviors", ("d", "a")),
    "hashes": ("Hash", ("T", "V")),
    "certificates": ("Certificates", ("a", "b", "c", "d")),
    "dns_records": ("DNSRecord", ("t", 5, "d")),
    "external_references": ("ExternalReference", ("s", "i")),
}
KINDS = ["IP", "File", "CVE", "EMAIL", "URL", "Domain", "Endpoint", "Account"]
KINDS += ["Cryptocurrency", "AttackPattern"]


def argument(module: Any, kind: str, name: str, value: Any) -> Any:
    """What a parameter of that name takes."""
    common = module.Common
    if name in RECORDS and not (kind == "AttackPattern" and name == "publications"):
        owner, args = RECORDS[name]
        return [getattr(common, owner)(*args)]
    if name == "relationships":
        return [module.EntityRelationship("drops", "a", "IP", end, "IP") for end in ("b", "")]
    if name == "signature":
        return common.FileSignature("a", "b", "c", "d", "e", "f")
    if name in ("status", "is_isolated"):
        return {"status": "Online", "is_isolated": "No"}[name]
    return value


def contexts(module: Any, kind: str, parameters: list[inspect.Parameter]) -> Any:
    """The context of an indicator bare, whole, and with each argument by itself, full and empty."""
    common = module.Common
    made = getattr(common, kind)
    scores = [common.DBotScore("i", "ip", "Vendor", score) for score in (1, 3)]
    needed = {p.name for p in parameters if p.default is inspect.Parameter.empty}
    bare = {name: name for name in needed} | {"dbot_score": scores[0]}
    bare = {p.name: bare[p.name] for p in parameters if p.name in bare}
    whole = {p.name: argument(module, kind, p.name, f"<{p.name}>") for p in parameters}
    whole |= {"dbot_score": scores[1]} if "dbot_score" in whole else {}
    yield bare, made(**bare)
    yield whole, made(**whole)
    for name in [p.name for p in parameters if p.name != "dbot_score"]:
        for value in ("value", 0, "", False, None):
            given = value if value != "value" else argument(module, kind, name, value)
            yield (name, value), made(**{**bare, name: given})


@pytest.mark.parametrize("kind", KINDS)
def test_indicator_contexts(modules: Pair, kind: str) -> None:
    signature = inspect.signature(getattr(modules.real.Common, kind).__init__)
    then = list(signature.parameters.values())[1:]
    sides = (contexts(side, kind, then) for side in (modules.real, modules.ours))
    for (given, real), (_, ours) in zip(*sides, strict=True):
        assert ours.to_context() == real.to_context(), given
        assert vars(real).keys() <= vars(ours).keys()


SCORES = some.calls(
    some.scalars,
    st.sampled_from(["ip", "file", ("cidr",), "x", None]),
    integration_name=some.words,
    score=st.sampled_from([0, 1, 2, 3, 4, None, "1", True]),
    malicious_description=some.words,
    reliability=st.sampled_from([None, "", "B - Usually reliable", "x"]),
    message=some.words,
)


def test_scores(modules: Pair) -> None:
    for side in (modules.real, modules.ours):

        def shown(*args: Any, _common: Any = side.Common, **kwargs: Any) -> Any:
            score = _common.DBotScore(*args, **kwargs)
            return plain([vars(score), score.to_context(), score.to_readable()])

        side.shown_score = shown
    agree(modules, "shown_score", SCORES)


PAGES = st.lists(
    st.fixed_dictionaries(
        {"iocs": st.lists(st.integers(), max_size=4)},
        optional={"total": st.integers(0, 9), "searchAfter": st.none() | st.just(["x"])},
    ),
    max_size=5,
)


def searched(module: Any, server: Any, pages: Any, options: Any) -> Any:
    left = list(pages)
    server.answers["searchIndicators"] = lambda **_: left.pop(0) if left else {"iocs": []}
    search = module.IndicatorsSearcher(**options)
    seen = [(found, search.page, search.total, search.limit) for found in search]
    return plain([seen, search.is_search_done(), vars(search)])


@pytest.mark.parametrize("version", ["5.5.0", "6.0.0", "6.1.0", "6.5.0"])
def test_searcher(modules: Pair, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    sides = ((modules.real, modules.real_server), (modules.ours, modules.ours_server))
    for module, server in sides:

        def shown(pages: Any, _m: Any = module, _s: Any = server, **options: Any) -> Any:
            return searched(_m, _s, pages, options)

        module.shown_search = shown
        server_is = {"version": version, "buildNumber": "1"}
        monkeypatch.setattr(module, "get_demisto_version", lambda told=server_is: told)
    calls = some.calls(
        PAGES,
        page=st.integers(0, 3),
        size=st.integers(1, 4),
        limit=st.none() | st.integers(0, 6),
        query=some.words,
        filter_fields=some.words,
        from_date=some.words,
    )
    agree(modules, "shown_search", calls, examples=150)


def test_headers(modules: Pair) -> None:
    modules.same_call("get_x_content_info_headers", Call())
    modules.same_call(
        "get_x_content_info_headers", Call(server={"getLicenseID": "license-of-the-test"})
    )

"""The indicators' context, their scores and relationships."""

from __future__ import annotations

from typing import Any

import pytest

KEY = (
    "DBotScore(val.Indicator && val.Indicator == obj.Indicator"
    " && val.Vendor == obj.Vendor && val.Type == obj.Type)"
)


@pytest.fixture
def common(csp: Any) -> Any:
    return csp.Common


@pytest.fixture
def good(common: Any) -> Any:
    return common.DBotScore("203.0.113.9", "ip", "Probe", common.DBotScore.GOOD)


@pytest.fixture
def bad(common: Any) -> Any:
    return common.DBotScore("203.0.113.9", "ip", "Probe", 3, malicious_description="botnet")


def test_an_ip(common: Any, bad: Any) -> None:
    ip = common.IP(
        "203.0.113.9",
        bad,
        asn="AS64500",
        geo_latitude=1,
        geo_longitude=2,
        registrar_abuse_email="abuse@example.com",
        detection_engines=0,
        tags=[],
        whois_records=[common.WhoisRecord("org", "Example", "2024-01-01")],
    )
    assert ip.to_context() == {
        "IP(val.Address && val.Address == obj.Address)": {
            "Address": "203.0.113.9",
            "ASN": "AS64500",
            "Registrar": {"Abuse": {"Email": "abuse@example.com"}},
            "WhoisRecords": [{"key": "org", "value": "Example", "date": "2024-01-01"}],
            "Geo": {"Location": "1:2"},
            "DetectionEngines": 0,
            "Malicious": {"Vendor": "Probe", "Description": "botnet"},
        },
        KEY: {"Indicator": "203.0.113.9", "Type": "ip", "Vendor": "Probe", "Score": 3},
    }
    assert ip.asn == "AS64500"
    assert type(ip).__qualname__ == "Common.IP"


def test_a_domain_says_its_whois_twice(common: Any, good: Any) -> None:
    domain = common.Domain("example.com", good, creation_date="2001", admin_name="Jo", blocked=True)
    admin = {"Name": "Jo", "Email": None, "Phone": None, "Country": None}
    assert domain.to_context()["Domain(val.Name && val.Name == obj.Name)"] == {
        "Name": "example.com",
        "Admin": admin,
        "CreationDate": "2001",
        "WHOIS": {"Admin": admin, "CreationDate": "2001"},
    }


def test_a_file_lists_its_hashes(common: Any, good: Any) -> None:
    file = common.File(good, name="a.exe", md5="m", sha256="s", hashes=[common.Hash("TLSH", "t")])
    (context, _) = file.to_context().values()
    assert context["Hashes"] == [
        {"type": "TLSH", "value": "t"},
        {"type": "MD5", "value": "m"},
        {"type": "SHA256", "value": "s"},
    ]
    assert (context["MD5"], context["Name"]) == ("m", "a.exe")


@pytest.mark.parametrize(
    ("kind", "args", "path", "context"),
    [
        ("URL", ("http://a",), "URL(val.Data && val.Data == obj.Data)", {"Data": "http://a"}),
        ("EMAIL", ("a@b",), "Email(val.Address && val.Address == obj.Address)", {"Address": "a@b"}),
        (
            "Cryptocurrency",
            ("1x", "bitcoin"),
            "Cryptocurrency(val.Address && val.Address == obj.Address)",
            {"Address": "1x", "AddressType": "bitcoin"},
        ),
    ],
)
def test_the_smaller_ones(
    common: Any, good: Any, kind: str, args: Any, path: str, context: Any
) -> None:
    assert getattr(common, kind)(*args, good).to_context()[path] == context


def test_an_account_may_have_no_score(common: Any, good: Any) -> None:
    account = common.Account("7", email_address="a@b", dbot_score=good)
    told = account.to_context()["Account(val.id && val.id == obj.id)"]
    assert told == {"Id": "7", "Email": {"Address": "a@b"}}
    with pytest.raises(ValueError, match="dbot_score must be of type DBotScore"):
        common.Account("7", dbot_score=3)
    assert list(common.Account("7").to_context()) == ["Account(val.id && val.id == obj.id)"]


def test_a_cve_scores_nothing(common: Any) -> None:
    told = common.CVE("CVE-2024-1", "9.8", "p", "m", "d").to_context()
    cve = told["CVE(val.ID && val.ID == obj.ID)"]
    assert cve["CVSS"] == {"Score": "9.8"}
    assert told[KEY] == {"Indicator": "CVE-2024-1", "Type": "cve", "Vendor": None, "Score": 0}


def test_an_endpoint_has_states_of_its_own(common: Any) -> None:
    fine = common.Endpoint("1", status="Online", is_isolated="No").to_context()
    (context,) = fine.values()
    assert context == {"ID": "1", "Status": "Online", "IsIsolated": "No"}
    with pytest.raises(ValueError, match="Status does not have a valid value"):
        common.Endpoint("1", status="up").to_context()
    with pytest.raises(ValueError, match="Is Isolated does not have a valid value"):
        common.Endpoint("1", is_isolated="maybe").to_context()


def test_an_attack_pattern_says_all_it_has(common: Any, good: Any) -> None:
    pattern = common.AttackPattern("x--1", value="T1", mitre_id="T1001", dbot_score=good)
    context = pattern.to_context()["AttackPattern(val.value && val.value == obj.value)"]
    assert (context["STIXID"], context["Value"], context["Tags"]) == ("x--1", "T1", None)


def test_an_indicator_of_ones_own(csp: Any, common: Any, good: Any) -> None:
    own = common.CustomIndicator("MyType", "v", good, {"Colour": "red"}, "Mine")
    told = own.to_context()
    assert told["Mine(val.value && val.value == obj.value)"] == {"value": "v", "Colour": "red"}
    assert own.Colour == "red"
    assert told[KEY]["Type"] == "MyType"
    assert good.indicator_type == "ip"
    assert csp.INDICATOR_TYPE_TO_CONTEXT_KEY["mytype"] == "Mytype"
    with pytest.raises(ValueError, match="existing type name"):
        common.CustomIndicator("ip", "v", good, {}, "Mine")
    with pytest.raises(ValueError, match="value is mandatory"):
        common.CustomIndicator("MyType", "", good, {}, "Mine")
    with pytest.raises(ValueError, match="context_prefix is mandatory"):
        common.CustomIndicator("MyType", "v", good, {}, None)


def test_scores(common: Any) -> None:
    score = common.DBotScore("x", "file", "Probe", 2, reliability="B - Usually reliable")
    assert score.to_readable() == "Suspicious"
    assert score.to_context()[KEY]["Reliability"] == "B - Usually reliable"
    for wrong in (
        {"indicator_type": "nothing"},
        {"score": 4},
        {"score": None},
        {"reliability": "somewhat"},
    ):
        with pytest.raises(TypeError, match="must be of type"):
            common.DBotScore(**{"indicator": "x", "indicator_type": "ip", "score": 1, **wrong})


def test_an_old_server_keeps_scores_elsewhere(csp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csp, "is_demisto_version_ge", lambda version, build_number="": False)
    assert list(csp.Common.DBotScore("x", "ip", "Probe", 1).to_context()) == ["DBotScore"]


def test_reliabilities(csp: Any) -> None:
    told = csp.DBotScoreReliability.get_dbot_score_reliability_from_str("C - Fairly reliable")
    assert told == csp.DBotScoreReliability.C
    with pytest.raises(Exception, match=r"Please use supported reliability only\."):
        csp.DBotScoreReliability.get_dbot_score_reliability_from_str("C")
    assert csp.DBotScoreType.is_valid_type("ip")
    assert not csp.DBotScoreType.is_valid_type("cidr")  # the real one's is a tuple


def test_relationships(csp: Any, good: Any) -> None:
    relation = csp.EntityRelationship(
        csp.EntityRelationship.Relationships.DROPS,
        "a",
        "File",
        "b",
        "Domain",
        brand="Probe",
        source_reliability="A - Completely reliable",
    )
    assert relation.to_entry() == {
        "name": "drops",
        "reverseName": "dropped-by",
        "type": "IndicatorToIndicator",
        "entityA": "a",
        "entityAFamily": "Indicator",
        "entityAType": "File",
        "entityB": "b",
        "entityBFamily": "Indicator",
        "entityBType": "Domain",
        "fields": {},
        "reliability": "A - Completely reliable",
        "brand": "Probe",
    }
    assert relation.to_context()["Relationship"] == "drops"
    one_sided = csp.EntityRelationship("drops", "a", "File", "", "Domain")
    assert one_sided.to_indicator() == {}
    ip = csp.Common.IP("203.0.113.9", good, relationships=[relation, one_sided])
    (context, _) = ip.to_context().values()
    assert [told["EntityB"] for told in context["Relationships"]] == ["b"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"relationship_type": "x"}, "Invalid relationship type: x"),
        ({"entity_a_family": "x"}, "Invalid entity A Family type: x"),
        ({"entity_b_family": "x"}, "Invalid entity B Family type: x"),
        ({"source_reliability": "x"}, "Invalid source reliability value"),
    ],
)
def test_a_relationship_that_does_not_exist(csp: Any, wrong: Any, told: str) -> None:
    fine = {"name": "drops", "entity_a": "a", "entity_a_type": "File"}
    with pytest.raises(ValueError, match=told):
        csp.EntityRelationship(**{**fine, "entity_b": "b", "entity_b_type": "IP", **wrong})


def test_a_certificate(common: Any, good: Any) -> None:
    extension = common.CertificateExtension
    name = common.GeneralName("a.example.com", common.GeneralName.DNSNAME)
    other = extension.SubjectAlternativeName(gn=name)
    certificate = common.Certificate(
        "CN=example.com,O=Example",
        good,
        publickey=common.CertificatePublicKey("RSA", 2048, modulus="m", exponent=3, p="unused"),
        extensions=[
            extension("SubjectAlternativeName", False, subject_alternative_names=[other]),
            extension("KeyUsage", True, digital_signature=True),
            extension("ExtendedKeyUsage", True, usages=["serverAuth"]),
        ],
    )
    (context, _) = certificate.to_context().values()
    san = {"Type": "dNSName", "Value": "a.example.com"}
    assert context["SubjectAlternativeName"] == [san]
    assert context["Name"] == ["a.example.com"]
    assert context["PublicKey"] == {
        "Algorithm": "RSA",
        "Length": 2048,
        "Modulus": "m",
        "Exponent": 3,
    }
    assert [told["OID"] for told in context["Extension"]] == ["2.5.29.17", "2.5.29.15", "2.5.29.37"]
    assert context["Extension"][2]["Value"] == {"Usages": ["serverAuth"]}


def test_a_certificate_is_named_by_its_subject(common: Any, good: Any) -> None:
    assert common.Certificate("O=Example,CN=a,CN=b", good).name == ["a"]
    assert common.Certificate("O=Example", good).name is None


def test_the_parts_of_a_certificate(common: Any) -> None:
    extension = common.CertificateExtension
    name = common.GeneralName("v", "dNSName")
    point = extension.DistributionPoint(full_name=[name], reasons=["r"])
    assert point.to_context() == {
        "FullName": [{"Type": "dNSName", "Value": "v"}],
        "Reasons": ["r"],
    }
    stamp = extension.SignedCertificateTimestamp("PreCertificate", 1, "log", "then")
    assert stamp.to_context()["EntryType"] == "PreCertificate"
    assert extension.BasicConstraints(True, 2).to_context() == {"CA": True, "PathLength": 2}
    access = extension.AuthorityInformationAccess("ocsp", name).to_context()
    assert access["AccessLocation"] == {"Type": "dNSName", "Value": "v"}
    with pytest.raises(TypeError, match=r"gn_type must be of type Common\.GeneralName"):
        common.GeneralName("v", "x")
    with pytest.raises(TypeError, match="algorithm must be of type"):
        common.CertificatePublicKey("x", 1)
    with pytest.raises(ValueError, match="digest is mandatory for SubjectKeyIdentifier"):
        extension("SubjectKeyIdentifier", False)
    with pytest.raises(ValueError, match="either GeneralName or gn_type/gn_value"):
        extension.SubjectAlternativeName()

"""Reputations as entries, and commands that the server runs."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_bad_indicator(csp: Any) -> None:
    assert csp.build_dbot_entry("a" * 32, "md5", "Probe", 3, "why") == {
        "DBotScore": {"Indicator": "a" * 32, "Type": "file", "Vendor": "Probe", "Score": 3},
        csp.outputPaths["file"]: {
            "MD5": "a" * 32,
            "Malicious": {"Vendor": "Probe", "Description": "why"},
        },
    }
    assert list(csp.build_dbot_entry("x", "ip", "Probe", 3, build_malicious=False)) == ["DBotScore"]
    with pytest.raises(csp.DemistoException, match="illegal DBot score, expected 0-3, got `4`"):
        csp.build_dbot_entry("x", "ip", "Probe", 4)


def test_an_indicator_that_nobody_knows(csp: Any) -> None:
    made = csp.create_indicator_result_with_dbotscore_unknown("192.0.2.1", "ip")
    assert "| 192.0.2.1 | Not found |" in made.readable_output
    (_, score) = made.indicator.to_context().values()
    assert (score["Score"], score["Message"]) == (0, "No results found.")
    with pytest.raises(ValueError, match="CVE is unsupported"):
        csp.create_indicator_result_with_dbotscore_unknown("CVE-1", "cve")
    with pytest.raises(ValueError, match="Indicator type is invalid"):
        csp.create_indicator_result_with_dbotscore_unknown("x", "nothing")
    with pytest.raises(ValueError, match="is incorrect"):
        csp.create_indicator_result_with_dbotscore_unknown("x" * 32, "file")


def test_what_nobody_knows_is_told_under_the_integrations_name(csp: Any, platform: Any) -> None:
    made = csp.create_indicator_result_with_dbotscore_unknown("192.0.2.1", "ip")
    assert made.readable_output.startswith("### Results:\n")
    platform.callingContext["integration"] = True
    made = csp.create_indicator_result_with_dbotscore_unknown("192.0.2.1", "ip")
    assert made.readable_output.startswith("### Probe:\n")


def test_commands_of_the_server(csp: Any, platform: Any) -> None:
    platform.executeCommand = lambda command, args: [{"Type": 1, "Contents": args}]
    assert csp.execute_command("cmd", {"a": 1}) == {"a": 1}
    assert csp.execute_command("cmd", {"a": 1}, fail_on_error=False) == (True, {"a": 1})
    platform.executeCommand = lambda command, args: [{"Type": 4, "Contents": "no"}]
    assert csp.execute_command("cmd", {}, fail_on_error=False) == (False, "no")
    with pytest.raises(Exception, match=r"Failed to execute cmd\. Error details:\nno"):
        csp.execute_command("cmd", {})


def test_small_ones(csp: Any) -> None:
    assert csp.is_mac_address("00:11:22:aa:BB:ff")
    assert not csp.is_mac_address("00-11-22-33-44-55")
    assert [csp.scoreToReputation(score) for score in (0, 3, 9)] == ["Unknown", "Bad", "None"]
    assert csp.ThreatIntel.ObjectsNames.TOOL == "Tool"

"""The formats that other tools read: valid by those tools' own measure."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulator import worlds
from tests.golden_runs import GOLDEN
from xfetch.emulator.judging.cause import Cause
from xfetch.emulator.judging.finding import Finding
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.record.entries import Line
from xfetch.emulator.reports import REPORTS, render
from xfetch.emulator.reports.sarif import document_of, not_run, results_of
from xfetch.emulator.settings.expectation import Bounds, Expectation

NASTY = "a | b `c` <d> \x00\x1b[31m é 漢 \u2028 ::error::%0A\n@team \ud800".encode(
    "utf-8", "replace"
).decode()


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A run with errors, warnings and infos, and a message that means harm."""
    body = "demisto.incidents([{'name': 'n', 'rawJSON': '{\"id\": 1}', 'severity': 'high'}])"
    home = worlds.write(tmp_path_factory.mktemp("formats"), body)
    return worlds.run(home, 3)


def text(outcome: Outcome, name: str) -> str:
    return "".join(render(name, outcome))


def nasty(outcome: Outcome, message: str = NASTY) -> Outcome:
    finding = Finding("XF101", "duplicate-incident", "error", 1, message, {})
    return with_findings(outcome, (finding, *outcome.findings))


def with_findings(outcome: Outcome, findings: tuple[Finding, ...]) -> Outcome:
    return replace(outcome, judgement=replace(outcome.judgement, findings=findings))


def test_junit_fails_what_is_an_error_and_nothing_else(outcome: Outcome) -> None:
    root = ET.fromstring(text(outcome, "junit"))
    suite = root[0]
    failed = [
        case.get("name") for case in suite.iter("testcase") if case.find("failure") is not None
    ]
    assert failed == ["XF101 duplicate-incident"]
    found = {finding.rule for finding in outcome.findings}
    cases = [case.get("name", "")[:5] for case in suite.iter("testcase")]
    assert cases == ["every", *sorted(found)]
    expecting = replace(outcome, expect=Expectation(rules={"XF209": Bounds(1, None)}))
    assert "XF209 last-run-set-to-now" in text(expecting, "junit")
    assert (suite.get("tests"), suite.get("failures")) == (str(len(cases)), "1")
    assert "XF114 severity-wrong" in "".join(case.findtext("system-out", "") for case in suite)


@given(st.text())
def test_junit_is_xml_whatever_a_message_holds(outcome: Outcome, message: str) -> None:
    root = ET.fromstring(text(nasty(outcome, message), "junit"))
    assert root.find(".//failure") is not None


def test_sarif_points_at_the_lines(outcome: Outcome) -> None:
    document = json.loads(text(outcome, "sarif"))
    run = document["runs"][0]
    first = run["results"][0]
    assert first["ruleId"] == "XF101"
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == "XF101"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "Probe.py"
    assert place["region"]["startLine"] == 4
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}
    prints = [result["partialFingerprints"]["xfetch/v2"] for result in run["results"]]
    assert len(set(prints)) == len(prints)
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert "### Remedy" in rules["XF101"]["help"]["markdown"]


def test_a_fingerprint_stays_where_a_line_moves(outcome: Outcome) -> None:
    def prints(shift: int, code: str = "") -> list[str]:
        moved = [
            replace(one, line=replace(one.line, number=one.line.number + shift))
            for one in outcome.findings
            if one.line
        ]
        lines = {
            f"{file}:{int(number) + shift}": code or text
            for key, text in outcome.source_lines.items()
            for file, number in (key.rsplit(":", 1),)
        }
        judged = replace(outcome.judgement, findings=tuple(moved))
        document = json.loads(text(replace(outcome, judgement=judged, source_lines=lines), "sarif"))
        results = document["runs"][0]["results"]
        return [one["partialFingerprints"]["xfetch/v2"] for one in results]

    assert prints(0) == prints(7)
    assert prints(0) != prints(0, "changed()")


def test_sarif_relates_the_other_lines_of_the_story(outcome: Outcome) -> None:
    first = next(one for one in outcome.findings if one.line)
    places = (("asked", Line("Probe.py", 2)), ("moved", Line("Probe.py", 3)))
    judged = replace(outcome.judgement, findings=(replace(first, places=places),))
    document = json.loads(text(replace(outcome, judgement=judged), "sarif"))
    (result,) = document["runs"][0]["results"]
    related = [
        (one["message"]["text"], one["physicalLocation"]["region"]["startLine"])
        for one in result["relatedLocations"]
    ]
    assert related == [
        ("the request comes from here", 2),
        ("the position was made or saved here", 3),
    ]


def test_sarif_points_at_the_line_that_decided_and_tells_causes_apart(outcome: Outcome) -> None:
    """Of the golden run, whose finding has a cause."""
    run = json.loads((GOLDEN / "run_sarif.sarif").read_text(encoding="utf-8"))["runs"][0]
    (result,) = (one for one in run["results"] if "cause" in one["properties"])
    region = result["locations"][0]["physicalLocation"]["region"]
    others = [one["physicalLocation"]["region"] for one in result["relatedLocations"]]
    assert f".py:{region['startLine']}: " in result["message"]["text"], "the text quotes that line"
    assert region not in others
    assert "### " in result["message"]["markdown"], "the page of the cause"

    def mark(code: str) -> str:
        first = next(one for one in outcome.findings if one.line)
        judged = replace(outcome.judgement, findings=(replace(first, cause=Cause(code, "x")),))
        document = json.loads(text(replace(outcome, judgement=judged), "sarif"))
        (only,) = document["runs"][0]["results"]
        return str(only["partialFingerprints"]["xfetch/v2"])

    assert mark("late-visibility") == mark("late-visibility") != mark("ids-forgotten")


def test_every_result_of_sarif_has_the_help_of_its_rule(outcome: Outcome) -> None:
    lost = not_run("a b/é#1.yml", "no such file")
    run = json.loads("".join(document_of([*results_of(outcome), lost])))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for one in run["results"]:
        rule = rules[one["ruleIndex"]]
        assert rule["id"] == one["ruleId"]
        assert rule["help"]["text"]
        assert rule["shortDescription"]["text"].endswith(".")
    place = run["results"][-1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert place == "a%20b/%C3%A9%231.yml", "it is an address, not a path"


def test_github_notices_what_is_expected(outcome: Outcome) -> None:
    lines = text(replace(outcome, differs=()), "github").splitlines()
    assert len(lines) > 1
    assert {line.partition(" ")[0] for line in lines} == {"::notice"}


@pytest.mark.skipif(
    "XFETCH_SARIF_SCHEMA" not in os.environ,
    reason="XFETCH_SARIF_SCHEMA names no copy of the schema",
)
def test_sarif_is_valid_by_its_schema(outcome: Outcome) -> None:
    import jsonschema

    schema = json.loads(Path(os.environ["XFETCH_SARIF_SCHEMA"]).read_text(encoding="utf-8-sig"))
    caused = (GOLDEN / "run_sarif.sarif").read_text(encoding="utf-8")
    lost = "".join(document_of([not_run("a b/é.yml", "gone")]))
    for document in (text(nasty(outcome), "sarif"), caused, lost):
        jsonschema.validate(json.loads(document), schema)


def test_github_annotations_stay_on_their_line(outcome: Outcome) -> None:
    lines = text(nasty(outcome), "github").strip("\n").split("\n")
    assert all(re.match(r"::(error|warning|notice) [^:]*::", line, re.S) for line in lines)
    assert lines[0].startswith("::error title=XF101 duplicate-incident::a | b")
    assert any(line.startswith("::error file=Probe.py,line=4,") for line in lines)


def test_github_is_no_flood(outcome: Outcome) -> None:
    many = with_findings(outcome, outcome.findings[:1] * 500)
    assert len(text(many, "github").splitlines()) == 11


def test_markdown_escapes_what_is_markup(outcome: Outcome) -> None:
    page = text(nasty(outcome), "markdown")
    row = next(line for line in page.splitlines() if "\\<d\\>" in line)
    assert "\\| b \\`c\\`" in row
    assert "@team" not in row, "nobody is called by a bot"
    assert page.startswith("### ❌ xfetch: Probe")


def test_jsonl_has_a_line_a_cycle(outcome: Outcome) -> None:
    rows = [json.loads(line) for line in text(outcome, "jsonl").splitlines()]
    kinds = [row["kind"] for row in rows]
    assert kinds[:4] == ["run", "cycle", "cycle", "cycle"]
    assert kinds[-1] == "summary"
    assert rows[-1]["duplicates"] == 2


def test_every_report_is_the_same_twice(outcome: Outcome) -> None:
    for name in REPORTS:
        assert text(outcome, name) == text(outcome, name)


@pytest.mark.parametrize("name", ["text", "json", "jsonl", "html", "github", "markdown", "sarif"])
def test_errors_come_before_warnings_and_what_was_missed_first(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp("ordered")
    body = """
    import requests
    found = requests.get("https://p.example.com/a").json()
    demisto.incidents([{"severity": "high", "rawJSON": json.dumps(item)} for item in found])
    """
    vendor = """
    class Vendor:
        def handle(self, request, now):
            return [{"id": 1}, {"id": 3}]
        def events(self):
            return [{"id": n, "created": f"2023-12-31T23:5{n}:00Z"} for n in (1, 2, 3)]
    """
    home = worlds.write(folder, body)
    run = worlds.run(home, 3, vendor_file=worlds.vendor(folder, vendor))
    told = text(run, name)
    # Where findings are values; else wherever a code stands.
    found = re.findall(r'"rule(?:Id)?": "(XF\d+)"', told) or re.findall(r"XF\d+", told)
    # A page also names the rule where it shows the lines of the code.
    first = list(dict.fromkeys(found))
    wanted = ["XF102", "XF101", "XF114"]
    assert [code for code in first if code in wanted] == wanted


def test_what_a_failed_fetch_delivered_counts_in_its_row(tmp_path: Path) -> None:
    home = worlds.write_raw(
        tmp_path,
        """
        import demistomock as demisto
        from CommonServerPython import *
        if demisto.command() == 'fetch-events':
            send_events_to_xsiam([{'id': 'e-1'}, {'id': 'e-2'}], vendor='acme', product='acme')
            raise DemistoException('the second page failed')
        """,
    )
    outcome = worlds.run(home, command="fetch-events")
    (row,) = json.loads(text(outcome, "json"))["cycles"]
    assert (row["status"], row["incident_count"]) == ("error", 2)
    assert re.search(r"^  1  00:00:00 +2  ", text(outcome, "text"), re.M)
    assert "| 1 | 00:00:00 | 2 | 0 |" in text(outcome, "markdown")
    assert re.search(r'"s": ?"error"[^}]*"i": ?2', text(outcome, "html"))
    assert "   2 events created   " in text(outcome, "text").splitlines()[0]


def test_a_failed_fetch_that_delivered_nothing_has_no_number(tmp_path: Path) -> None:
    outcome = worlds.run(worlds.write(tmp_path, "demisto.incidents([{'name': 'n'}])\n1/0"))
    assert re.search(r"^  1  00:00:00 +-  ", text(outcome, "text"), re.M)
    assert "| 1 | 00:00:00 | - | 0 |" in text(outcome, "markdown")


@pytest.mark.parametrize("name", ["json", "jsonl", "html", "sarif"])
def test_nan_is_text_in_whatever_is_json(name: str, tmp_path: Path) -> None:
    body = "demisto.setLastRun({'a': float('nan')})\ndemisto.incidents([{'x': -float('inf')}])"
    made = text(worlds.run(worlds.write(tmp_path, body), 2), name)
    found = re.search(r'id="numbers">(.*?)</script>', made, re.S)
    for one in made.splitlines() if name == "jsonl" else [found[1] if found else made]:
        json.loads(one, parse_constant=pytest.fail)
    assert "XF128" in made

"""The report as JUnit XML: a suite for each run. A suite has a test case for the run, and one for each
rule that found something or is expected to. Only errors make a rule's case fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from ..judging.finding import CERTAIN, ERROR, Finding
from ..judging.outcome import Outcome
from ..judging.rules import RULES, Rule
from ..printable import printable
from .guess_words import guess_words
from .headline import headline, one_line, told_lines, unasked_failures

# What XML 1.0 cannot hold, not even escaped, although it is printable.
_UNSPEAKABLE = dict.fromkeys([0xFFFE, 0xFFFF, *range(0xD800, 0xE000)], "�")


def render(outcome: Outcome) -> Iterator[str]:
    """Yield one XML document. It contains no real times, so the same run gives the same bytes."""
    return document_of([suite(outcome)])


def document_of(suites: Iterable[ET.Element]) -> Iterator[str]:
    """Yield the pieces of one XML document with the suites of any number of runs."""
    root = ET.Element("testsuites", name="xfetch")
    root.extend(suites)
    ET.indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield ET.tostring(root, encoding="unicode") + "\n"


def timed(suite: ET.Element, took_s: float | None) -> ET.Element:
    """Return the suite with the real time that the run took; without a time it is unchanged.

    The first case, the one of the run, gets all of the time, so that the times of the cases add up to that of
    the suite.
    """
    if took_s is not None:
        suite.set("time", f"{took_s:.3f}")
        suite[0].set("time", f"{took_s:.3f}")
    return suite


def suite(outcome: Outcome) -> ET.Element:
    """Return the suite of one run. If the scenario states what it expects, only a difference from that
    fails.
    """
    shown = {finding.rule for finding in outcome.findings} | set(outcome.expected_rules)
    cases = [_of_rule(outcome, rule) for rule in RULES if rule.code in shown]
    cases.insert(0, _cycles(outcome) if outcome.differs is None else _expected(outcome))
    failures = sum(case.find("failure") is not None for case in cases)
    element = ET.Element(
        "testsuite",
        name=clean(outcome.dossier.integration.id),
        tests=str(len(cases)),
        failures=str(failures),
        errors="0",
    )
    element.extend(cases)
    ET.SubElement(element, "system-out").text = clean(
        "\n".join((headline(outcome), *guess_words(outcome)))
    )
    return element


def _of_rule(outcome: Outcome, rule: Rule) -> ET.Element:
    found = [finding for finding in outcome.findings if finding.rule == rule.code]
    case = _testcase(outcome, f"{rule.code} {rule.name}")
    grave = [finding for finding in found if finding.severity == ERROR and outcome.differs is None]
    if grave:
        line = grave[0].line
        if line is not None:
            case.set("file", clean(outcome.dossier.integration.file_of(line)))
            case.set("line", str(line.number))
        _fail(case, rule.code, grave[0].message, [_told(outcome, finding) for finding in grave])
    others = [finding for finding in found if finding not in grave]
    if others:
        ET.SubElement(case, "system-out").text = clean(
            "\n".join(_told(outcome, finding) for finding in others)
        )
    return case


def _testcase(outcome: Outcome, name: str) -> ET.Element:
    return ET.Element("testcase", classname=clean(outcome.dossier.integration.id), name=name)


def _cycles(outcome: Outcome) -> ET.Element:
    """Return the case that fails if the run stopped early or cycles failed that neither an option nor a
    fault made fail.
    """
    reasons = unasked_failures(outcome)[:20]
    if outcome.stop != "complete":
        reasons.append(f"the run stopped: {outcome.stop}")
    case = _testcase(outcome, "every cycle ends well")
    if reasons:
        _fail(case, "cycle", reasons[0], reasons)
    return case


def _expected(outcome: Outcome) -> ET.Element:
    case = _testcase(outcome, "the run is what its scenario expects")
    if outcome.differs:
        _fail(case, "expect", outcome.differs[0], outcome.differs)
    return case


def _fail(case: ET.Element, kind: str, message: str, lines: Iterable[str]) -> None:
    failure = ET.SubElement(case, "failure", type=kind, message=clean(message))
    failure.text = clean("\n".join(lines))


def _told(outcome: Outcome, finding: Finding) -> str:
    place = f" ({finding.line})" if finding.line else ""
    sure = "" if finding.confidence == CERTAIN else f", {finding.confidence}"
    more = "".join(f"\n  {line}" for line in list(told_lines(outcome, finding))[1:])
    return f"{finding.severity}{sure}: {one_line(finding)}{place}{more}"


def clean(text: str) -> str:
    """Return the text without the characters that XML 1.0 cannot contain, not even escaped."""
    return printable(text.replace("\r", "\n")).translate(_UNSPEAKABLE)

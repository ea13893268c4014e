"""JUnit's XML: a suite a run, a test case a rule; errors fail, the rest is said in system-out."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from ..judging.finding import ERROR, Finding
from ..judging.outcome import Outcome
from ..judging.rules import RULES
from ..printable import printable
from .headline import headline, one_line

# What XML 1.0 cannot hold, not even escaped, and what can be shown all the same.
_UNSPEAKABLE = dict.fromkeys([0xFFFE, 0xFFFF, *range(0xD800, 0xE000)], "�")


def render(outcome: Outcome) -> Iterator[str]:
    """One document; times are simulated seconds."""
    root = ET.Element("testsuites", name="xfetch")
    root.append(suite(outcome))
    ET.indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield ET.tostring(root, encoding="unicode") + "\n"


def suite(outcome: Outcome) -> ET.Element:
    """The run as a suite, so that the suites of many runs make one document.

    Where a scenario says what it expects, that alone decides.
    """
    cases = [_case(outcome, code, name) for code, name in _names()]
    cases.insert(0, _cycles(outcome) if outcome.differs is None else _expected(outcome))
    failures = sum(case.find("failure") is not None for case in cases)
    element = ET.Element(
        "testsuite",
        name=clean(outcome.dossier.integration.id),
        tests=str(len(cases)),
        failures=str(failures),
        errors="0",
        time=f"{outcome.dossier.clock.interval_s * outcome.judgement.tally.cycles:g}",
    )
    element.extend(cases)
    ET.SubElement(element, "system-out").text = clean(headline(outcome))
    return element


def _names() -> Iterator[tuple[str, str]]:
    yield from ((rule.code, rule.name) for rule in RULES)


def _case(outcome: Outcome, code: str, name: str) -> ET.Element:
    found = [finding for finding in outcome.findings if finding.rule == code]
    case = _testcase(outcome, f"{code} {name}")
    grave = [finding for finding in found if finding.severity == ERROR and outcome.differs is None]
    if grave:
        line = grave[0].line
        if line is not None:
            case.set("file", clean(outcome.dossier.integration.location or line.file))
            case.set("line", str(line.number))
        failure = ET.SubElement(case, "failure", type=code, message=clean(grave[0].message))
        failure.text = clean("\n".join(map(_told, grave)))
    others = [finding for finding in found if finding not in grave]
    if others:
        ET.SubElement(case, "system-out").text = clean("\n".join(map(_told, others)))
    return case


def _testcase(outcome: Outcome, name: str) -> ET.Element:
    return ET.Element("testcase", classname=clean(outcome.dossier.integration.id), name=name)


def _cycles(outcome: Outcome) -> ET.Element:
    """Failed cycles that nobody asked for, and a run that nothing answered, fail too."""
    reasons = [
        f"cycle {run.cycle}: {run.message}"
        for run in outcome.runs
        if run.failed and not (run.failure and run.failure.on_purpose)
    ][:20]
    if outcome.stop != "complete":
        reasons.append(f"the run stopped: {outcome.stop}")
    case = _testcase(outcome, "every cycle ends well")
    if reasons:
        failure = ET.SubElement(case, "failure", type="cycle", message=clean(reasons[0]))
        failure.text = clean("\n".join(reasons))
    return case


def _expected(outcome: Outcome) -> ET.Element:
    case = _testcase(outcome, "the run is what its scenario expects")
    if outcome.differs:
        failure = ET.SubElement(case, "failure", type="expect", message=clean(outcome.differs[0]))
        failure.text = clean("\n".join(outcome.differs))
    return case


def _told(finding: Finding) -> str:
    place = f" ({finding.line})" if finding.line else ""
    return f"{finding.severity}: {one_line(finding)}{place}"


def clean(text: str) -> str:
    """The text without what XML cannot hold."""
    return printable(text.replace("\r", "\n")).translate(_UNSPEAKABLE)

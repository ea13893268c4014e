"""The reports of ``xfetch test`` for programs and pull requests: JSON, JUnit and Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from xml.etree import ElementTree as ET

from ..printable import printable_json, printable_line
from ..record.entries import Json
from ..reports.json_report import SCHEMA
from ..reports.junit import clean, document_of
from ..version import xfetch_version
from .button import Pressed, Problem, Tried


def as_json(pressed: Pressed) -> Iterator[str]:
    """Yield the result of pressing Test as one JSON object: each call of the integration (``test``,
    ``denied``, ``fetch``) with its answer or error, the problems, the notes and the requests without an
    answer.
    """
    integration = pressed.outcome.dossier.integration
    calls = {"test": pressed.test, "denied": pressed.denied, "fetch": pressed.fetch}
    document = {
        "schema": SCHEMA,
        "xfetch": xfetch_version(),
        "integration": integration.id,
        "ok": pressed.exit_code() == 0,
        "answered": not pressed.unanswered,
        **{name: None if one is None else _call(one) for name, one in calls.items()},
        "problems": [_row(pressed, one) for one in pressed.problems],
        "notes": list(pressed.notes),
        "unanswered": [one.target for one in pressed.outcome.dossier.attempts],
    }
    yield printable_json(json.dumps(document, indent=1, ensure_ascii=False)) + "\n"


def _call(one: Tried) -> dict[str, Json]:
    return {"command": one.command, "ok": one.is_ok, "answer": one.answer, "error": one.error}


def _row(pressed: Pressed, problem: Problem) -> dict[str, Json]:
    line = problem.line
    place = {} if line is None else {"line": pressed.outcome.dossier.integration.place(line)}
    return {"name": problem.name, "message": problem.message, **place}


def junit(pressed: Pressed) -> Iterator[str]:
    """Yield one JUnit document: a case for the answer of Test, and one for each problem."""
    name = clean(pressed.outcome.dossier.integration.id)
    suite = ET.Element("testsuite", name=name, errors="0")
    failed = [] if pressed.test.is_ok else [("test-module", _said(pressed))]
    failed += [(one.name, one.message) for one in pressed.problems]
    if pressed.test.is_ok:
        ET.SubElement(suite, "testcase", name="test-module", classname=name)
    for case, message in failed:
        element = ET.SubElement(suite, "testcase", name=case, classname=name)
        ET.SubElement(element, "failure", message=clean(message)).text = clean(message)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(failed)))
    yield from document_of([suite])


def markdown(pressed: Pressed) -> Iterator[str]:
    """Yield the result as Markdown, for a comment on a pull request."""
    good = pressed.exit_code() == 0
    name = printable_line(pressed.outcome.dossier.integration.name)
    yield f"### {'✅' if good else '❌'} xfetch test: {name}\n\n"
    yield f"test-module answered: {printable_line(_said(pressed))}\n\n"
    yield from (f"- {printable_line(one.message)}\n" for one in pressed.problems)
    yield from (f"- info: {printable_line(one)}\n" for one in pressed.notes)


def _said(pressed: Pressed) -> str:
    if pressed.unanswered:
        return "nothing answers its request"
    test = pressed.test
    return f"failed: {test.error}" if test.error else test.answer or "no answer"


BUTTON_REPORTS: Mapping[str, Callable[[Pressed], Iterator[str]]] = {
    "json": as_json,
    "junit": junit,
    "markdown": markdown,
}

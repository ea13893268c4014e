"""The result of a scenario that could not be run, in every form that a summary needs."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from ..reports.junit import clean
from ..reports.sarif import not_run
from .checked import BROKEN, Checked


def broken(path: Path, text: str, exit_code: int) -> Checked:
    """``text`` says why: its first line what, the others where and what to do."""
    name = name_of(path)
    lines = tuple(text.splitlines())
    element = ET.Element("testsuite", name=clean(name), tests="1", failures="0", errors="1")
    case = ET.SubElement(element, "testcase", classname=clean(name), name="it can be run")
    ET.SubElement(case, "error", message=clean(lines[0])).text = clean(text)
    return Checked(
        path=str(path),
        name=name,
        status=BROKEN,
        exit_code=exit_code,
        headline=lines[0],
        told=lines[1:],
        suite=ET.tostring(element, encoding="unicode"),
        results=(not_run(path.as_posix(), text),),
    )


def name_of(path: Path) -> str:
    """What a scenario is called: its folder, or the beginning of its file's name."""
    return path.parent.name if path.name == "scenario.yml" else path.name.partition(".")[0]

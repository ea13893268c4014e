"""Which integrations of a checkout are counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from .census import Subject, subjects
from .libraries import PINS, pins, unlike

YML = """\
commonfields: {{id: {name}, version: -1}}
configuration: []
script:
  type: {type_}
  subtype: {subtype}
  script: '-'
"""


def package(
    root: Path, name: str, code: str, type_: str = "python", subtype: str = "python3"
) -> None:
    folder = root / "Packs" / "Pack" / "Integrations" / name
    folder.mkdir(parents=True)
    (folder / f"{name}.py").write_text(code)
    (folder / f"{name}.yml").write_text(YML.format(name=name, type_=type_, subtype=subtype))


def test_what_names_the_command_counts(tmp_path: Path) -> None:
    package(tmp_path, "One", "if command == 'fetch-incidents': pass")
    folder = Path("Packs/Pack/Integrations/One")
    assert subjects(tmp_path) == (Subject("One", folder, folder / "One.py"),)


@pytest.mark.parametrize(
    ("code", "type_", "subtype"),
    [
        ("'fetch-events'", "python", "python3"),
        ("'fetch-incidents'", "python", "python2"),
        ("'fetch-incidents'", "javascript", "''"),
    ],
)
def test_the_rest_does_not(tmp_path: Path, code: str, type_: str, subtype: str) -> None:
    package(tmp_path, "Other", code, type_, subtype)
    assert subjects(tmp_path) == ()


def test_a_unified_yml_is_its_own_target(tmp_path: Path) -> None:
    folder = tmp_path / "Packs" / "Pack" / "Integrations"
    folder.mkdir(parents=True)
    text = YML.format(name="One", type_="python", subtype="python3")
    (folder / "integration-One.yml").write_text(text.replace("'-'", "'fetch-incidents'"))
    target = Path("Packs/Pack/Integrations/integration-One.yml")
    assert subjects(tmp_path) == (Subject("One", target, target),)


def test_pins_are_read_without_their_reasons() -> None:
    assert pins("# head\n\nstomp.py==8.1.0  # why\nPyYAML==6.0\n") == {
        "stomp-py": "8.1.0",
        "pyyaml": "6.0",
    }


def test_every_requirement_is_pinned() -> None:
    assert len(pins(PINS.read_text(encoding="utf-8"))) > 100


def test_an_interpreter_without_the_libraries_is_found_out(tmp_path: Path) -> None:
    bare = tmp_path / "python"
    bare.write_text('#!/bin/sh\necho \'{"urllib3": "2.0"}\'\n')
    bare.chmod(0o755)
    assert {"urllib3", "exchangelib"} <= set(unlike(bare))

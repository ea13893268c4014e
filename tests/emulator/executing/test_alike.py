"""What must be the same on another machine."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from xfetch.emulator.executing.alike import (
    Machine,
    differences,
    machine_of,
    needed_libraries,
    this_machine,
)

HERE = Machine("1", "CPython 3.11.7 on linux", {"requests": "2.31", "click": "8.1"})


def test_this_machine_is_like_itself() -> None:
    here = this_machine()
    row = json.loads(json.dumps(here.row()))
    assert machine_of(row) == here == this_machine()
    assert list(differences(here, machine_of(row), here.libraries)) == []
    assert {"click", "freezegun", "pyyaml", "sortedcontainers"} <= needed_libraries(())
    assert "pytest" not in needed_libraries(())


def test_each_difference_is_told() -> None:
    there = Machine("2", "CPython 3.10.1 on linux", {"requests": "2.30"})
    assert list(differences(HERE, there, {"requests", "click", "neither"})) == [
        "CPython 3.10.1 on linux, and here CPython 3.11.7 on linux",
        "the code of its xfetch is another than here",
        "click none, and here 8.1",
        "requests 2.30, and here 2.31",
    ]
    # A library that nothing imports may differ.
    assert (
        list(differences(HERE, replace(HERE, libraries={"requests": "2.31"}), {"requests"})) == []
    )


def test_the_libraries_that_code_imports_are_needed(tmp_path: Path) -> None:
    file = tmp_path / "A.py"
    file.write_text("import dateparser.search, json\ndef f():\n    from requests import get\n")
    broken = tmp_path / "B.py"
    broken.write_text("import (")
    own = needed_libraries(())
    assert needed_libraries([file, broken, tmp_path / "none.py"]) - own == {
        "dateparser",
        "requests",
    }

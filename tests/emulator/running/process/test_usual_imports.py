"""What a template imports for all its children."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import sys
from pathlib import Path
from xfetch.emulator.running.process.usual_imports import import_usual
sys.path.insert(0, sys.argv[1])
import_usual()
print(Path("ran").exists(), "requests" in sys.modules, "freezegun.api" in sys.modules)
"""


def imported(folder: Path, first: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", CODE, first], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_libraries_of_most_runs_are_there(tmp_path: Path) -> None:
    assert imported(tmp_path, "/nowhere") == "False True True"


@pytest.mark.parametrize("first", ["", "."])
def test_a_file_of_the_user_is_not_run(tmp_path: Path, first: str) -> None:
    (tmp_path / "requests.py").write_text("open('ran', 'w')\n")
    assert imported(tmp_path, first) == "False False True"

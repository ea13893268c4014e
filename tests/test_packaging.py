"""The wheel: built, installed outside the checkout, and run there."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# pip fails to draw its own progress in a locale without UTF-8.
UTF8 = {**os.environ, "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of what git would check out."""
    import shutil

    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    unwanted = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__", "tests")
    shutil.copytree(ROOT, source, ignore=unwanted)
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(source)]
    done = subprocess.run(command, env=UTF8, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def test_every_module_and_data_file_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {"xfetch/__main__.py"}
    for top in ("cli", "emulator", "sample_integrations"):
        for path in (ROOT / top).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                wanted.add(f"xfetch/{path.relative_to(ROOT).as_posix()}")
    assert {"xfetch/cli/py.typed", "xfetch/emulator/py.typed"} <= wanted
    assert wanted <= inside
    assert not [name for name in inside if name.split("/")[0] in ("cli", "emulator", "tests")]
    assert {name for name in inside if name.count("/") == 1 and name.startswith("xfetch/")} == {
        "xfetch/__main__.py"
    }


def test_the_installed_wheel_runs_a_sample_outside_the_checkout(
    wheel: Path, tmp_path: Path
) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "-q", f"{wheel}[samples]"]
    done = subprocess.run(install, env=UTF8, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr

    def xfetch(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(home / "bin" / "xfetch"), *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "xfetch, version" in xfetch("--version").stdout
    assert xfetch("samples", "mine").returncode == 0
    ran = xfetch("run", "mine/boundary_repeated", "--cycles", "3")
    assert ran.returncode == 1
    assert " XF101  " in ran.stdout
    module = [str(python), "-m", "xfetch", "samples"]
    listed = subprocess.run(module, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "helloworld_twin" in listed.stdout

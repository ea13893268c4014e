"""A full disk is told as one, by every output, and what was fetched is shown all the same.

``RLIMIT_FSIZE`` bounds the size of a file, as a full disk does, and needs no disk.
"""

from __future__ import annotations

import errno
import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.emulator import worlds
from xfetch.cli import outputs
from xfetch.cli.main import cli

# More than the memory file that the journal of a run is.
SMALL_BYTES = 100_000
LARGE = "demisto.debug('x' * 20_000)\ndemisto.incidents([{'name': 'n', 'rawJSON': '{}'}])"


def bounded() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_BYTES, SMALL_BYTES))


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "xfetch.cli", "run", "Probe", *arguments]
    # In the child of the run the bound holds too, where nothing is written.
    return subprocess.run(
        [*command, "--isolation", "inline"],
        cwd=cwd,
        preexec_fn=bounded,
        capture_output=True,
        text=True,
        check=False,
    )


def told(result: subprocess.CompletedProcess[str], cycles: int) -> str:
    text = result.stdout + result.stderr
    assert "itself failed" not in text
    assert "Traceback" not in text
    assert f"{cycles} cycles " in text
    assert " 0 failed" in text
    assert result.returncode in (1, 2)
    return text


def test_a_store_that_the_disk_does_not_take(tmp_path: Path) -> None:
    worlds.write(tmp_path, LARGE)
    (tmp_path / "s.sqlite").touch()
    result = run("--cycles", "10", "--store", "s.sqlite", cwd=tmp_path)
    assert "--store s.sqlite: the file of fetches cannot be written:" in told(result, 10)
    names = [path.name for path in tmp_path.iterdir()]
    assert sorted(names) == ["Probe", "s.sqlite"]
    assert (tmp_path / "s.sqlite").read_bytes() == b""


def test_a_temporary_folder_that_is_full(tmp_path: Path) -> None:
    worlds.write(tmp_path, "demisto.incidents([{'name': 'n', 'rawJSON': '{}'}])")
    result = run("--cycles", "1100", "-q", cwd=tmp_path)
    assert "the temporary folder: the file of fetches cannot be written:" in told(result, 1001)


def test_every_report_is_tried(tmp_path: Path) -> None:
    worlds.write(tmp_path, LARGE)
    options = [
        "--record",
        "r.har",
        "-o",
        "json:r.json",
        "-o",
        "json:other.json",
        "-o",
        "junit:r.xml",
    ]
    result = run("--cycles", "10", *options, "-o", "text", cwd=tmp_path)
    text = told(result, 10)
    assert "r.json: cannot write there: File too large" in text
    assert "other.json: cannot write there: File too large" in text
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["Probe", "r.har", "r.xml"]


def test_copied_samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copy2", full)
    monkeypatch.setattr(shutil.copytree, "__defaults__", (False, None, full, False, False))
    result = CliRunner().invoke(cli, ["samples", str(tmp_path / "new")])
    assert result.exit_code == 2
    assert "cannot write there: No space left on device" in result.output
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize(
    "command", [("troubleshoot", "Probe", "--debug-mode"), ("init", "Probe"), ("check", "Probe")]
)
def test_siblings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def fails(path: Path, pieces: Iterable[str]) -> None:
        full(path, list(pieces))

    monkeypatch.chdir(tmp_path)
    home = worlds.write(tmp_path, LARGE)
    given = [*command]
    if command[0] == "check":
        (home / "scenario.yml").write_text("cycles: 1\n")
        given += ["-o", "junit:j.xml", "-o", "sarif:s.sarif"]
    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr(outputs, "_write", fails)
    result = CliRunner().invoke(cli, given)
    assert result.exit_code == 2
    assert "cannot write there: No space left on device" in result.output
    assert sorted(tmp_path.iterdir()) == before

"""How a complaint looks on a terminal."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from xfetch.cli.main import cli, wrapped
from xfetch.emulator.running.process.template import templates


def test_a_complaint_is_as_wide_as_the_terminal() -> None:
    long = "/a/path/that/is/longer/than/the/whole/line/of/forty/columns.py"
    text = f"error: Probe.py:3: something is wrong in it and needs mending\n  see {long}"
    assert wrapped(text, 40).splitlines() == [
        "error: Probe.py:3: something is wrong in",
        "  it and needs mending",
        "  see",
        f"    {long}",
    ]


def test_what_fits_stays_as_it_is() -> None:
    text = "error: no such file\n\n  TARGET is a .py"
    assert wrapped(text, 80) == text


def test_a_folder_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "probe.py"
    script.write_text("import demistomock as demisto\n", encoding="utf-8")
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    told = CliRunner().invoke(cli, ["run", str(script)])
    monkeypatch.chdir(tmp_path)
    assert told.exit_code == 2
    assert told.stderr.startswith("error: the working directory was deleted")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.EMFILE, "Too many open files"), "error: too many open files"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "error: cannot write: No space left"),
        (
            OSError(errno.EAGAIN, os.strerror(errno.EAGAIN)),
            "error: the machine lacks processes or memory: ",
        ),
    ],
)
@pytest.mark.parametrize("first", [True, False], ids=["no template yet", "a template waits"])
def test_what_the_system_lacks_is_told(
    first: bool, error: OSError, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without a template, the first pipe is that of its start.
    if first:
        templates.close()
    else:
        templates.get(None, (), 2).release()

    def fail(*args: object, **options: object) -> None:
        raise error

    script = tmp_path / "probe.py"
    script.write_text("import demistomock as demisto\n", encoding="utf-8")
    monkeypatch.setattr(os, "pipe", fail)
    result = CliRunner().invoke(cli, ["run", str(script)])
    assert result.exit_code == 2
    assert result.stderr.startswith(told)

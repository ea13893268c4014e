"""What an execution bends is straight again after it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xfetch.emulator.integration.surroundings import untouched


def test_the_environment_is_as_it_was_and_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("XF_A", "XF_B", "XF_C"):
        monkeypatch.setenv(name, "1")
    before = list(os.environ.items())
    with untouched(tmp_path):
        os.environ["XF_A"] = "2"
        del os.environ["XF_B"]
        os.environ["XF_D"] = "new"
    assert list(os.environ.items()) == before
    assert os.popen("echo $XF_A$XF_B$XF_D").read() == "11\n"  # what child processes see

"""What the child raises is raised here, as itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.errors import LoadError, UsageError, VendorError, XfetchError
from xfetch.emulator.settings.isolation import Isolation, interpreter

PROCESS = Isolation("process")


def both(home: Path, **changes: object) -> tuple[XfetchError, XfetchError]:
    """The error that the run ends with, inline and in a child process."""
    found = []
    for isolation in (Isolation("inline"), PROCESS):
        with pytest.raises(XfetchError) as raised:
            worlds.run(home, isolation=isolation, **changes)
        found.append(raised.value)
    return found[0], found[1]


def same(errors: tuple[XfetchError, XfetchError], cls: type[XfetchError]) -> None:
    inline, process = errors
    assert type(inline) is type(process) is cls
    assert str(inline) == str(process)
    assert inline.exit_code == process.exit_code


def test_a_module_that_is_not_installed(tmp_path: Path) -> None:
    home = worlds.write_raw(tmp_path, "import nothing_of_the_kind  # fetch-incidents\n")
    same(both(home), LoadError)


def test_a_vendor_that_breaks(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "import requests\nrequests.get('https://probe.example.com')")
    path = worlds.vendor(
        tmp_path, "class Vendor:\n    def handle(self, request, now):\n        1 / 0\n"
    )
    same(both(home, vendor_file=path), VendorError)


def test_a_vendor_file_that_does_not_load(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "demisto.incidents([])")
    same(both(home, vendor_file=worlds.vendor(tmp_path, "1 / 0\n")), LoadError)


def test_options_that_contradict_each_other(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "demisto.incidents([])")
    path = worlds.vendor(tmp_path, "")
    same(both(home, vendor_file=path, replies=("GET /a=x",)), UsageError)


def test_a_death_while_importing_is_no_fetch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fatal_import.py").write_text("import os\nos._exit(5)\n")
    home = worlds.write(tmp_path, "import fatal_import")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(LoadError, match="exit code 5"):
        worlds.run(home, isolation=PROCESS)


def test_a_bug_of_xfetch_keeps_its_traceback(tmp_path: Path) -> None:
    text = "import gc\ngc.freeze = None\nclass Vendor:\n    def handle(self, request, now): return {}\n"
    home = worlds.write(tmp_path, "demisto.incidents([])")
    with pytest.raises(RuntimeError, match="in the child process") as raised:
        worlds.run(home, vendor_file=worlds.vendor(tmp_path, text), isolation=PROCESS)
    assert "Traceback" in str(raised.value.__cause__)


def test_breakpoint_says_where_it_would_work(tmp_path: Path) -> None:
    outcome = worlds.run(worlds.write(tmp_path, "breakpoint()"), isolation=PROCESS)
    failure = next(iter(outcome.runs)).failure
    assert failure is not None
    assert "--isolation inline" in failure.message


@pytest.mark.parametrize("given", ["/nowhere/at/all", "no-such-python-anywhere"])
def test_no_interpreter_there(given: str) -> None:
    with pytest.raises(UsageError, match="no Python interpreter"):
        interpreter(given)

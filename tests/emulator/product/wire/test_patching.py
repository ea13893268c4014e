from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType

import pytest

from xfetch.emulator.product.wire.patching import patched_module, swapped

NAME = "xfetch_test_module"


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / f"{NAME}.py"
    path.write_text("class C:\n    x = 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, NAME, raising=False)
    return path


def _patch(module: ModuleType, stack: ExitStack) -> None:
    stack.enter_context(swapped(module.C, "x", module.C.x + 1))


def test_an_inherited_attribute_is_inherited_again() -> None:
    class Base:
        x = 1

    class Own(Base):
        pass

    with swapped(Own, "x", 2):
        assert (Own.x, Base.x) == (2, 1)
    assert "x" not in vars(Own)


def test_a_module_is_patched_when_it_is_imported(module: Path) -> None:
    finders = list(sys.meta_path)
    with patched_module(NAME, _patch):
        assert NAME not in sys.modules
        loaded = __import__(NAME)
        assert loaded.C.x == 2
        assert type(loaded.__spec__.loader).__name__ == "SourceFileLoader"
        assert loaded.__loader__ is loaded.__spec__.loader
    assert loaded.C.x == 1
    assert sys.meta_path == finders


def test_nested_and_imported_twice(module: Path) -> None:
    with patched_module(NAME, _patch), patched_module(NAME, _patch):
        first = __import__(NAME)
        assert first.C.x == 3
        del sys.modules[NAME]
        second = __import__(NAME)
        assert second.C.x == 3
    assert (first.C.x, second.C.x) == (1, 1)


def test_a_module_that_is_not_there_or_breaks(module: Path) -> None:
    module.write_text("1 / 0\n", encoding="utf-8")
    with patched_module(NAME, _patch), pytest.raises(ZeroDivisionError):
        __import__(NAME)
    with patched_module("no_such_module_x", _patch), pytest.raises(ModuleNotFoundError):
        __import__("no_such_module_x")


def test_urllib3_is_routed_at_its_first_import_and_never_imported_for_it() -> None:
    code = """
import sys
from datetime import datetime
from tests.emulator.product.worlds import always, wired
from xfetch.emulator.product.wire.guard import allowed, offline
from xfetch.emulator.product.wire.transport import routed

for context in (routed, offline, allowed):
    with context(wired(None)):
        pass
assert "urllib3" not in sys.modules
wire = wired(always(["here"]))
with offline(wire), routed(wire):
    assert "urllib3" not in sys.modules
    import requests
    assert requests.get("https://h.example/a").json() == ["here"]
    patched = sys.modules["urllib3.connectionpool"].HTTPConnectionPool._make_request
assert sys.modules["urllib3.connectionpool"].HTTPConnectionPool._make_request is not patched
assert patched.__module__ == "xfetch.emulator.product.wire.transport"
"""
    root = Path(__file__).parents[4]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

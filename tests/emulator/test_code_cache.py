"""The cache gives what compiling would give, or is not used."""

from __future__ import annotations

import gc
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from xfetch.emulator import code_cache

LARGE = "x = 1\n" + "# filler\n" * 20_000 + "y = x + 1\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    return tmp_path / "xfetch" / "code"


def values(code: CodeType) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(code, namespace)
    return {name: namespace[name] for name in ("x", "y")}


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that were compiled."""
    seen: list[str] = []
    original = code_cache._compiled

    def counted(text: str, filename: str) -> CodeType:
        seen.append(filename)
        return original(text, filename)

    monkeypatch.setattr(code_cache, "_compiled", counted)
    return seen


def test_it_compiles_once(folder: Path, compilations: list[str]) -> None:
    first, second = (code_cache.code_of(LARGE, "a.py") for _ in range(2))
    assert values(first) == values(second) == {"x": 1, "y": 2}
    assert first.co_filename == second.co_filename == "a.py"
    assert compilations == ["a.py"]


def test_another_text_or_name_is_another_code(folder: Path, compilations: list[str]) -> None:
    code_cache.code_of(LARGE, "a.py")
    code_cache.code_of(LARGE, "b.py")
    assert values(code_cache.code_of(LARGE.replace("x = 1", "x = 7"), "a.py")) == {"x": 7, "y": 8}
    assert len(compilations) == 3


def test_small_sources_are_not_worth_it(folder: Path) -> None:
    code_cache.code_of("x = 1", "a.py")
    assert not folder.exists()


@pytest.mark.parametrize("damage", [lambda raw: raw[:-5], lambda raw: b"", lambda raw: raw[::-1]])
def test_a_damaged_file_is_no_cache(folder: Path, compilations: list[str], damage: Any) -> None:
    code_cache.code_of(LARGE, "a.py")
    file = next(folder.iterdir())
    file.write_bytes(damage(file.read_bytes()))
    assert values(code_cache.code_of(LARGE, "a.py")) == {"x": 1, "y": 2}
    assert len(compilations) == 2


def test_what_others_may_write_is_not_trusted(folder: Path, compilations: list[str]) -> None:
    code_cache.code_of(LARGE, "a.py")
    folder.chmod(0o777)
    code_cache.code_of(LARGE, "a.py")
    assert len(compilations) == 2


def test_a_folder_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compilations: list[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("sys.platform", "linux")
    assert values(code_cache.code_of(LARGE, "a.py")) == {"x": 1, "y": 2}
    assert len(compilations) == 1


def test_a_syntax_error_is_raised(folder: Path) -> None:
    with pytest.raises(SyntaxError):
        code_cache.code_of(LARGE + "def f(:", "a.py")
    assert not folder.exists()


def test_without_a_home_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compilations: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setattr("sys.platform", "linux")
    assert values(code_cache.code_of(LARGE, "a.py")) == {"x": 1, "y": 2}
    assert list(tmp_path.iterdir()) == []


def test_no_home_is_made_for_a_user_who_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "nonexistent"))
    code_cache.code_of(LARGE, "large.py")
    assert not (tmp_path / "nonexistent").exists()


def test_the_collector_rests_inside_and_works_after_an_error_too() -> None:
    assert gc.isenabled()
    with pytest.raises(KeyError, match="False"), code_cache.collector_resting():
        {}[gc.isenabled()]
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with code_cache.collector_resting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()

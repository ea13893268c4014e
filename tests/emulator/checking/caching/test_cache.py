"""The cache of a check: what makes a kept result invalid. A wrong hit would be the worst fault."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.checking.caching import base_key as base_key_module
from xfetch.emulator.checking.caching.cache import Cache, cache_of
from xfetch.emulator.checking.caching.kept_check import check_and_keep
from xfetch.emulator.checking.check_one import CheckSettings
from xfetch.emulator.checking.checked import Checked

SETTINGS = CheckSettings()
SCENARIO = Path("acme.xfetch.yml")
CODE = """
    import demistomock as demisto
    import glob, json, os
    from zoneinfo import ZoneInfo
    from AcmeApiModule import *
    if demisto.command() == 'fetch-incidents':
        with open('{data}') as file:
            known = json.load(file)
        if os.path.exists('{flag}') or glob.glob('{folder}/*.rule'):
            known.append('b')
        ZoneInfo('Acme/Zone')
        demisto.incidents([{{'name': one, 'rawJSON': json.dumps({{'id': one}})}} for one in known])
"""
MODULES = {
    "ApiModules/Scripts/AcmeApiModule": "from DeeperApiModule import *\n",
    "ApiModules/Scripts/DeeperApiModule": "DEEP = 1\n",
    "Base/Scripts/CommonServerPython": "import json\n",
}
VENDOR = """
    import helper
    class Vendor:
        def handle(self, request, now):
            return {"json": []}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A working directory with a scenario that depends on much, and the cache with its result."""
    folder = tmp_path_factory.mktemp("cached").resolve()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(sys, "path", [*sys.path, str(folder / "lib")])
        patch.setenv("PYTHONTZPATH", str(folder / "zones"))
        zone = folder / "zones" / "Acme" / "Zone"
        zone.parent.mkdir(parents=True)
        zone.write_bytes(b"TZif" + bytes(32) + bytes([0, 0, 0, 1, 0, 0, 0, 2]) + bytes(6) + b"A\0")
        (folder / "rules").mkdir()
        (folder / "cases").mkdir()
        (folder / "lib").mkdir()
        (folder / "data.json").write_text('["a"]')
        code = CODE.format(data=folder / "data.json", flag=folder / "flag", folder=folder / "rules")
        worlds.write_raw(folder, code, name="Acme")
        for name, text in MODULES.items():
            file = folder / "Packs" / name / f"{Path(name).name}.py"
            file.parent.mkdir(parents=True)
            file.write_text(text)
        worlds.vendor(folder, VENDOR)
        (folder / "helper.py").write_text("import deeper\n")
        (folder / "deeper.py").write_text("")
        SCENARIO.write_text("integration: Acme\nvendor: vendor.py\ncycles: 1\n")
        cache = opened()
        result = check_and_keep(SCENARIO, SETTINGS, cache)
        assert (result.status, result.counts["incidents"]) == ("passed", 1), result
        cache.close()
        yield folder


def opened(settings: CheckSettings = SETTINGS) -> Cache:
    return cache_of(Path.cwd() / "cache", settings)


def hit(cache: Cache | None = None, known: tuple[str, ...] = ()) -> Checked | None:
    found = (cache or opened()).find(SCENARIO, known)
    return None if found is None else found.result


@pytest.fixture(scope="module")
def one(home: Path) -> Callable[[], Checked | None]:
    """Look for the result, with the key that the others share as it was at first: that takes time to make."""
    cache = opened()
    return lambda: hit(replace(cache, _libraries={}))


def test_what_did_not_change_is_found(home: Path) -> None:
    found = hit()
    assert found is not None
    assert (found.cached, found.took_s, found.status) == (True, None, "passed")
    paths = {Path(path) for path in opened().find(SCENARIO, ()).paths}  # type: ignore[union-attr]
    assert {home / "data.json", home / "Acme" / "Acme.yml", home / "deeper.py"} <= paths


@pytest.mark.parametrize(
    "name",
    [
        "acme.xfetch.yml",
        "Acme/Acme.py",
        "Acme/Acme.yml",
        "vendor.py",
        "helper.py",
        "deeper.py",
        "data.json",
        "Packs/Base/Scripts/CommonServerPython/CommonServerPython.py",
        "Packs/ApiModules/Scripts/AcmeApiModule/AcmeApiModule.py",
        "Packs/ApiModules/Scripts/DeeperApiModule/DeeperApiModule.py",
        "zones/Acme/Zone",
    ],
)
def test_a_changed_file(home: Path, one: Callable[[], Checked | None], name: str) -> None:
    file = home / name
    before = file.read_bytes()
    # Of the same size, with the time that it had: only content or the time of its entry tell.
    times = file.stat().st_atime_ns, file.stat().st_mtime_ns
    file.write_bytes(bytes([before[0] ^ 1, *before[1:]]) if before else b"#")
    os.utime(file, ns=times)
    try:
        assert one() is None
        file.unlink()
        assert one() is None
    finally:
        file.write_bytes(before)
        os.utime(file, ns=times)
    assert one() is not None


@pytest.mark.parametrize(
    "name",
    [
        "flag",  # the code asks whether it exists
        "rules/new.rule",  # the code lists the folder
        "json.py",  # the vendor file would import it in place of the library
        "helper/__init__.py",  # a package goes before a module
        "Packs/Base/Scripts/CommonServerUserPython/CommonServerUserPython.py",
        "Acme/Packs/Base/Scripts/CommonServerPython/CommonServerPython.py",
    ],
)
def test_a_new_file(home: Path, one: Callable[[], Checked | None], name: str) -> None:
    file = home / name
    made = [one for one in file.parents if not one.exists()]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("")
    try:
        assert one() is None
    finally:
        file.unlink()
        for folder in made:
            folder.rmdir()
    assert one() is not None


@pytest.mark.parametrize("name", ["Fresh-1.0.dist-info", "more.pth"])
def test_another_library(home: Path, name: str) -> None:
    file = home / "lib" / name
    file.mkdir() if name.endswith("info") else file.write_text("")
    assert hit() is None
    file.rmdir() if file.is_dir() else file.unlink()


def test_what_the_run_did_not_read_may_change(home: Path) -> None:
    for name in ("report.html", "cases/other.xfetch.yml", "Acme/README.md"):
        (home / name).write_text("new")
    os.utime(home / "data.json")
    assert hit() is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"strict": True},
        {"fail_on": "warning"},
        {"severities": {"XF101": "off"}},
        {"reports": ("html",)},
        {"content": "."},
        {"content_variable": "."},
        {"isolation": replace(SETTINGS.isolation, memory_bytes=1 << 31)},
    ],
)
def test_another_option(home: Path, changes: dict[str, object]) -> None:
    assert hit(opened(replace(SETTINGS, **changes))) is None  # type: ignore[arg-type]


def test_every_option_is_a_part_of_the_key() -> None:
    """A new field of the settings must find its place in the key; the baseline stands beside it."""
    source = Path(base_key_module.__file__).read_text(encoding="utf-8")
    fields = set(CheckSettings.__dataclass_fields__) - {"baseline"}
    assert {name for name in fields if f"settings.{name}" not in source} == set()


def test_other_known_problems(home: Path) -> None:
    assert hit(known=("mark",)) is None


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("xfetch.emulator.checking.caching.base_key.xfetch_version", lambda: "99"),
        ("sys.version", "3.99"),
        ("xfetch.emulator.checking.caching.base_key._HOME", Path(__file__).parent),
        ("zoneinfo.TZPATH", (str(Path(__file__).parent),)),
    ],
)
def test_another_xfetch_interpreter_or_zone_data(
    home: Path, place: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, value)
    assert hit() is None


def test_an_environment_variable(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_TIME", "de_DE.UTF-8")
    assert hit() is None
    monkeypatch.delenv("LC_TIME")
    # No integration sees it.
    monkeypatch.setenv("ACME_SECRET", "1")
    assert hit() is not None


def test_another_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home / "Acme")
    assert hit(cache_of(home / "cache", SETTINGS)) is None


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: text[:-9],
        lambda text: "",
        lambda text: "[]",
        lambda text: text.replace('"needs"', '"need"'),
        lambda text: text.replace('"exit_code":0', '"exit_code":"0"'),
        lambda text: text.replace('"path":"acme', '"path":"other'),
    ],
)
def test_a_damaged_entry(
    home: Path, one: Callable[[], Checked | None], harm: Callable[[str], str]
) -> None:
    (file,) = (home / "cache").glob("??/*.json")
    before = file.read_text()
    file.write_text(harm(before))
    try:
        assert one() is None
    finally:
        file.write_text(before)
    assert one() is not None


def test_a_damaged_index_or_set_of_libraries(home: Path) -> None:
    index = home / "cache" / "files.json"
    index.write_text('{"a": [1]}')
    assert hit() is not None
    (libraries,) = (home / "cache" / "libraries").glob("*.json")
    before = libraries.read_text()
    needs = json.loads(before)
    needs[next(iter(needs), "/none")] = "0"
    libraries.write_text(json.dumps(needs))
    assert hit() is None
    libraries.write_text(before)
    assert hit() is not None

"""Results that are never kept: the record of the run does not tell all that they depend on."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.told import invoke
from tests.emulator import worlds
from xfetch.emulator.checking.caching.cache import Cache, cache_of
from xfetch.emulator.checking.caching.fingerprints import Fingerprints
from xfetch.emulator.checking.caching.kept_check import check_and_keep
from xfetch.emulator.checking.check_one import CheckSettings
from xfetch.emulator.files_read import FilesRead, recording
from xfetch.emulator.scratch import temporary

SETTINGS = CheckSettings()
FRESH = "demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'id': time.time()})}])"


def keeps(folder: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the result of an integration is kept."""
    monkeypatch.chdir(folder)
    home = worlds.write(folder, f"{body}\n{FRESH}", name="Acme")
    (home / "scenario.yml").write_text("cycles: 1\n")
    scenario = Path("Acme/scenario.yml")
    cache = cache_of(folder / ".xfetch" / "cache", SETTINGS)
    one = check_and_keep(scenario, SETTINGS, cache)
    assert one.took_s is not None, one
    return cache.find(scenario, ()) is not None


@pytest.mark.parametrize(
    "body",
    [
        "if not os.fork(): os._exit(0)\nos.wait()",
        "open('{folder}/out', 'w').write('a')",
        "os._exit(3)",
    ],
)
def test_a_run_that_does_more_than_read(
    tmp_path: Path, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not keeps(tmp_path, body.format(folder=tmp_path), monkeypatch)


def test_a_run_that_works_in_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "import tempfile\nopen('a', 'w').write('a')\nos.remove('a')\ntempfile.mkdtemp()"
    assert keeps(tmp_path, body, monkeypatch)


@pytest.mark.parametrize(
    ("event", "args", "why"),
    [
        ("subprocess.Popen", ("ls", ["ls"], None, None), "it starts a process"),
        ("os.system", (b"ls",), "it starts a process"),
        ("os.posix_spawn", ("ls", ["ls"], None), "it starts a process"),
        ("socket.gethostname", (), "it asks for the name of this machine"),
        ("sqlite3.connect", ("/srv/a.db",), "it changes /srv/a.db"),
        ("os.rename", ("/srv/a", "/srv/b", -1, -1), "it changes /srv/a"),
        ("open", ("/srv/a", "a", 0o2001), "it writes /srv/a"),
        ("open", ("/proc/cpuinfo", "r", 0), "it reads /proc/cpuinfo"),
        ("os.listdir", ("/sys/class",), "it reads /sys/class"),
    ],
)
def test_an_event_after_which_nothing_is_kept(
    event: str, args: tuple[object, ...], why: str
) -> None:
    record = FilesRead(strict=True)

    def hook() -> None:
        record.see(event, args)

    # The hook stands between the caller and the record.
    hook()
    assert record.why_not == why
    assert not record.files
    # xfetch itself, in the process that judges, starts processes and writes.
    own = FilesRead()
    own.see(event, args)
    assert own.why_not == ""


@pytest.mark.parametrize(
    ("event", "args"),
    [
        ("open", ("/private/a", "w", 0o1)),
        ("os.remove", ("/private/a", -1)),
        ("sqlite3.connect", (":memory:",)),
        ("open", (3, "w", 0o1)),
        ("open", ("/srv/__pycache__/a.cpython-311.pyc.123", "wb", 0o1)),
        ("open", ("/dev/null", "r", 0)),
        ("compile", (None, "a")),
    ],
)
def test_a_harmless_event(event: str, args: tuple[object, ...]) -> None:
    record = FilesRead(private=("/private",), strict=True)
    record.see(event, args)
    assert record == FilesRead(private=("/private",), strict=True)


def test_the_record_of_a_process(tmp_path: Path) -> None:
    here, absent, folder = tmp_path / "here", tmp_path / "absent", tmp_path / "folder"
    here.write_text("a")
    folder.mkdir()
    with recording(FilesRead(strict=True)) as record:
        here.read_text()
        absent.exists()
        list(folder.iterdir())
    here.read_text()
    (tmp_path / "later").exists()
    assert set(record.files) == {str(here), str(absent)}
    assert record.files[str(absent)] is None
    assert record.names == {str(folder)}
    other = FilesRead()
    other.take(json.loads(json.dumps(record.row())))
    assert (other.files, other.names) == (record.files, record.names)


def test_the_folder_of_temporary_files_is_not_a_part(tmp_path: Path) -> None:
    """Other processes work there; xfetch lists it when it makes a folder of its own."""
    with recording(FilesRead()) as record, temporary():
        pass
    assert (record.names, record.codes) == (set(), set())


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("a")
    with recording(FilesRead(strict=True)) as record:
        file.read_text()
    other = FilesRead()
    file.write_text("longer")
    with recording(other):
        file.read_text()
    record.take(other.row())
    assert record.why_not == f"{file} changed meanwhile"


def test_the_cache_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was used last is removed last."""
    for number in range(4):
        file = tmp_path / "aa" / f"{number}.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text("0123456789")
        os.utime(file, ns=(number, -number + 10))
    monkeypatch.setattr("xfetch.emulator.checking.caching.cache._MOST_BYTES", 25)
    Cache(tmp_path, "", Fingerprints()).close()
    assert sorted(file.name for file in (tmp_path / "aa").iterdir()) == ["0.json", "1.json"]


def test_the_command_says_how_many_are_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XFETCH_CACHE", ".xfetch/cache")
    home = worlds.write(tmp_path, FRESH, name="Acme")
    (home / "scenario.yml").write_text("cycles: 1\n")
    (home / "broken.xfetch.yml").write_text("cycels: 1\n")
    first = invoke("check", ".", "-j", 1, "-o", "json")
    assert "cache" not in first.stderr
    second = invoke("check", ".", "-j", 1, "-o", "json")
    assert second.stderr == "2 of 2 from the cache; --no-cache runs all\n"
    assert second.stdout == first.stdout
    (tmp_path / "out.json").write_text("")
    over = invoke("check", ".", "-o", "json:Acme/Acme.py")
    assert (over.exit_code, (home / "Acme.py").stat().st_size > 100) == (2, True)
    third = invoke("check", "Acme/scenario.yml", "--no-cache")
    assert "cache" not in third.stderr
    assert (tmp_path / ".xfetch" / "cache" / ".gitignore").read_text() == "*\n"

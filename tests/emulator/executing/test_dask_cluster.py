"""Jobs on a Dask cluster, with a real scheduler and real workers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

import pytest

from tests.emulator import worlds
from tests.emulator.conftest import Git
from tests.emulator.executing.answering import Asking
from tests.emulator.executing.cluster import Cluster, cluster
from xfetch.emulator.errors import UsageError
from xfetch.emulator.executing import dask_cluster
from xfetch.emulator.executing.alike import this_machine
from xfetch.emulator.executing.dask_cluster import DaskCluster

pytest.importorskip("distributed")
SAMPLES = Path(__file__).parents[3] / "sample_integrations"
XFETCH = (sys.executable, "-m", "xfetch.cli")
REPEATED = "demisto.incidents([{'name': 'n', 'rawJSON': '{\"id\": 1}'}])"
BY_MODULE = """
    import demistomock as demisto
    from CommonServerPython import *
    from EventsApiModule import *
    if demisto.command() == 'fetch-incidents':
        demisto.incidents(events())
"""
MODULES = {
    "Base/Scripts/CommonServerPython": "",
    "ApiModules/Scripts/EventsApiModule": "import json, time\n\n\ndef events():\n"
    "    return [{'name': 'n', 'rawJSON': json.dumps({'id': time.time()})}]\n",
}
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster with two workers."""
    with cluster(tmp_path_factory.mktemp("dask")) as one:
        yield one


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Files in the working directory, and one elsewhere."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    for number in range(4):
        Path(f"{number}.txt").write_text(f"text {number}")
    other = tmp_path / "other.txt"
    other.write_text("elsewhere")
    return [*(Path(f"{number}.txt") for number in range(4)), other]


def asked(one: Cluster, files: list[Path], *jobs: str) -> list[str]:
    return list(DaskCluster(one.address).results(Asking(files), jobs))


def test_results_come_in_the_order_of_the_jobs(two: Cluster, files: list[Path]) -> None:
    other = files[-1]
    jobs = [*map(str, files), "print 1.txt", f"where {other}", "where 2.txt", "die 3.txt", "0.txt"]
    assert asked(two, files, *jobs) == [
        *("text 0", "text 1", "text 2", "text 3", "elsewhere", "text 1"),
        str(other),
        "2.txt",
        "lost: the process ended itself with exit code 3",
        "text 0",
    ]
    two.wait(2)
    left = [path for path in two.folder.rglob("xfetch-*") if path.is_dir()]
    assert left == []


def test_a_lost_worker_costs_time_and_no_result(two: Cluster, files: list[Path]) -> None:
    """The job is done again once. One that loses its worker each time loses two, and no more."""
    jobs = ["0.txt", f"kill-once {files[-1].parent / 'killed'}", "1.txt", "kill it", "2.txt"]
    assert asked(two, files, *jobs) == [
        *("text 0", "done", "text 1"),
        "lost: two workers were lost",
        "text 2",
    ]
    two.wait(2)


def test_workers_of_another_version_are_refused(
    two: Cluster, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = this_machine()
    other = replace(
        here, python="CPython 3.9.1 on linux", libraries={**here.libraries, "click": "1"}
    )
    monkeypatch.setattr(dask_cluster, "this_machine", lambda: other)
    with pytest.raises(UsageError, match="its workers differ from this machine") as caught:
        asked(two, files, "0.txt")
    told = " ".join(caught.value.advice)
    assert told.count(f"{here.python}, and here CPython 3.9.1 on linux") == 2
    assert told.count(f"click {here.libraries['click']}, and here 1") == 2
    assert told.count("xfetch") == 0
    monkeypatch.setattr(dask_cluster, "this_machine", lambda: replace(here, xfetch="1"))
    with pytest.raises(UsageError) as caught:
        asked(two, files, "0.txt")
    assert "the code of its xfetch is another" in caught.value.advice[0]


def test_endless_jobs_are_taken_as_they_are_needed(two: Cluster, files: list[Path]) -> None:
    """Also where the caller is slow, and where it stops early."""
    taken: list[str] = []

    def jobs() -> Iterator[str]:
        for number in count():
            taken.append(f"{number % 4}.txt")
            yield taken[-1]

    results = DaskCluster(two.address, ahead=True).results(Asking(files), jobs())
    assert list(islice(results, 9)) == [f"text {number % 4}" for number in range(9)]
    results.close()
    # Each of two threads has one job more than it does.
    assert len(taken) <= 9 + 4
    two.wait(2)


def test_a_check_is_the_same_with_a_worker_killed_midway(
    two: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(SAMPLES.parent)
    names = sorted(path.name for path in SAMPLES.iterdir() if (path / "scenario.yml").is_file())
    paths = [f"{SAMPLES.name}/{name}" for name in names[:6]]
    same_with_a_worker_killed(two, 3, tmp_path, "check", *paths, "--no-cache")


def test_a_comparison_with_old_code_is_the_same(two: Cluster, git: Git, tmp_path: Path) -> None:
    """Both versions run there, each with its content module; no path of a worker or of the old code's folder
    is told.
    """
    folders = [worlds.write(Path(), REPEATED, name=name) for name in ("Repeated", "Same", "Mended")]
    folders.append(worlds.write_raw(Path(), BY_MODULE, name="ByModule"))
    for folder in folders:
        (folder / "scenario.yml").write_text("cycles: 3\n")
    for name, text in MODULES.items():
        file = Path("Packs", name, f"{Path(name).name}.py")
        file.parent.mkdir(parents=True)
        file.write_text(text)
    git("add", ".")
    git("commit", "-q", "-m", "old")
    worlds.write(Path(), f"{REPEATED}\nif time.time() % 180 == 120: 1 / 0", name="Repeated")
    worlds.write(Path(), f"{REPEATED}\n# A comment.", name="Same")
    worlds.write(Path(), REPEATED.replace("1}'", "%d}' % time.time()"), name="Mended")
    file.write_text(text.replace("time.time()", "1"))
    worlds.write(Path(), REPEATED, name="Added")
    Path("Added/scenario.yml").write_text("cycles: 3\n")
    command = ("check", "--changed", "HEAD", "--diff", "--no-cache", "--width", "200")
    command += ("-o", "text", "-o", f"markdown:{tmp_path / 'comment.md'}")
    told, comments = [], []
    for spread in (("-j", "1"), ("--dask", two.address)):
        done = xfetch(*command, *spread, "-o", f"json:{tmp_path / 'here.json'}")
        comments.append((tmp_path / "comment.md").read_bytes())
        comments.append((tmp_path / "here.json").read_bytes())
        told.append((done.returncode, done.stdout, as_said(done.stderr)))
        two.wait(2)
    assert told[0] == told[1]
    assert comments[:2] == comments[2:]
    *found, counts = (line for line in told[0][1].splitlines() if not line.startswith(" "))
    assert sorted({(Path(path).parent.name, kind) for kind, path, *_ in map(str.split, found)}) == [
        *(("Added", "new"), ("ByModule", "new"), ("Mended", "gone")),
        *(("Repeated", "changed"), ("Repeated", "new")),
    ]
    assert counts.startswith("5 scenarios since HEAD: ")
    assert "/tmp" not in told[0][1]


def test_a_search_is_the_same_with_a_worker_killed_midway(
    two: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The target is a relative path, and the worlds are those of several blocks."""
    monkeypatch.chdir(SAMPLES.parent)
    target = f"{SAMPLES.name}/ties_dropped"
    finds = ("--finds", str(tmp_path / "finds"))
    budget = ("--budget", "400", "--only", "ties", "--only", "limit")
    same_with_a_worker_killed(two, 5, tmp_path, "explore", target, *budget, *finds)


def same_with_a_worker_killed(two: Cluster, after: int, folder: Path, *command: str) -> None:
    """Run a command of xfetch alone, and on a cluster that loses a worker after so many tasks: all bytes must
    be the same.
    """
    here, there = folder / "here.json", folder / "there.json"
    alone = xfetch(*command, "-j", "1", "-o", "text", "-o", f"json:{here}")
    for made in folder.glob("finds/*"):
        made.unlink()
    two.wait(2)
    spread = subprocess.Popen(
        [*XFETCH, *command, "--dask", two.address, "-o", "text", "-o", f"json:{there}"],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with spread:
        two.kill_one_after(after)
        assert spread.poll() is None
        told, said = spread.communicate()
    assert spread.returncode == alone.returncode, said
    assert told == alone.stdout
    assert there.read_bytes() == here.read_bytes()
    assert as_said(said) == as_said(alone.stderr)


def xfetch(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*XFETCH, *command], text=True, capture_output=True, check=False)


def as_said(text: str) -> list[str]:
    """The lines on stderr, without the name of the JSON file and without real times."""
    lines = (line.replace("there.json", "here.json") for line in text.splitlines())
    return [line for line in lines if " of real time" not in line]

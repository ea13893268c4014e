"""Few fetches stay in memory, many go to a file; nobody who reads them can tell."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.errors import LoadError
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.record.store.kept_fetches import KeptRuns
from xfetch.emulator.settings.isolation import Isolation

from .test_rows import parts

BODY = """
n = demisto.getLastRun().get('n', 0) + 1
demisto.debug('cycle %d' % n)
demisto.setLastRun({'n': n})
demisto.incidents([{'name': 'alert %d' % n, 'dbotMirrorId': str(n), 'rawJSON': json.dumps({'id': n})}])
if n == 3:
    demisto.incidents([{'name': 'again', 'dbotMirrorId': '1'}])
"""


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> list[FetchRun]:
    return list(worlds.run(worlds.write(tmp_path_factory.mktemp("some"), BODY), 7).runs)


@pytest.mark.parametrize("most", [0, 3, 6, 7, 100])
def test_it_reads_the_same_from_memory_and_from_a_file(some: list[FetchRun], most: int) -> None:
    kept = KeptRuns(most=most)
    for count, run in enumerate(some, 1):
        kept.append(run)
        assert len(kept) == count
        assert [run.cycle for run in kept] == list(range(1, count + 1))
    assert list(map(parts, kept.whole())) == list(map(parts, some))
    assert (kept.file is None) is (most >= 7)


def test_two_readers_do_not_disturb_each_other(some: list[FetchRun]) -> None:
    kept = KeptRuns(most=0)
    for run in some:
        kept.append(run)
    pairs = [(one.cycle, other.cycle) for one in kept for other in kept]
    assert len(pairs) == 49


def test_the_temporary_file_goes_with_its_history(some: list[FetchRun]) -> None:
    kept = KeptRuns(most=0)
    kept.append(some[0])
    assert kept.file is not None
    folder = kept.file.path.parent
    assert folder.is_dir()
    del kept
    assert not folder.exists()


@pytest.mark.parametrize("kind", ["process", "inline"])
def test_a_store_answers_in_sql(tmp_path: Path, kind: str) -> None:
    store = tmp_path / "run.sqlite"
    home = worlds.write(tmp_path, BODY)
    worlds.run(home, 5, store=store, isolation=Isolation(kind), params={"apikey": "hunter2hunter2"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Probe", "run.sqlite"]
    with sqlite3.connect(store) as connection:

        def ask(query: str) -> list[tuple[object, ...]]:
            return connection.execute(query).fetchall()

        assert ask("SELECT count(*), sum(incidents) FROM fetch_run WHERE status = 'ok'") == [(5, 6)]
        assert ask("SELECT last_run_before, last_run_after FROM fetch_run WHERE cycle = 2") == [
            ('{"n":1}', '{"n":2}')
        ]
        assert ask("SELECT name FROM incident WHERE dbot_mirror_id = '1' ORDER BY cycle") == [
            ("alert 1",),
            ("again",),
        ]
        assert ask("SELECT message FROM log WHERE cycle = 4") == [("cycle 4",)]
        assert ask("SELECT line FROM call WHERE name = 'setLastRun' LIMIT 1") == [("Probe.py:6",)]
        assert ask("SELECT DISTINCT rule FROM finding WHERE severity = 'error'") == [("XF101",)]
        assert ask("SELECT value FROM fact WHERE name = 'stop'") == [('"complete"',)]
        assert ask("SELECT json_extract(cause, '$.code') FROM finding WHERE rule = 'XF101'") == [
            ("asked-again",)
        ]
        traced = "SELECT json_array_length(value) FROM fact WHERE name = 'traces'"
        assert ask(traced) == [(2,)]
    assert b"hunter2" not in store.read_bytes()


def test_a_store_that_was_there_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    store = tmp_path / "run.sqlite"
    store.write_text("what was there")
    broken = worlds.write_raw(tmp_path, "import nothing_of_the_kind  # fetch-incidents\n")
    with pytest.raises(LoadError):
        worlds.run(broken, store=store)
    assert store.read_text() == "what was there"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Probe", "run.sqlite"]
    worlds.run(worlds.write(tmp_path, BODY, name="Other"), store=store)
    assert store.read_bytes().startswith(b"SQLite format 3")


def test_the_page_names_every_table_view_and_column() -> None:
    from xfetch.emulator.record.store.schema import TABLES, VIEWS

    page = (Path(__file__).parents[4] / "docs" / "store.md").read_text(encoding="utf-8")
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES + VIEWS)
    names = connection.execute("SELECT name FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    for (name,) in names:
        assert f"`{name}`" in page
        if name != "cycle":
            for column in connection.execute(f"PRAGMA table_info({name})"):
                assert f"`{column[1]}`" in page, f"{name}.{column[1]}"


def test_the_queries_of_the_page_run(tmp_path: Path) -> None:
    import re

    page = (Path(__file__).parents[4] / "docs" / "store.md").read_text(encoding="utf-8")
    store = tmp_path / "run.sqlite"
    worlds.run(worlds.write(tmp_path, BODY), 5, store=store)
    queries = re.findall(r"^    (SELECT .*(?:\n     .*)*)", page, re.M)
    assert len(queries) >= 3
    with sqlite3.connect(store) as connection:
        for query in queries:
            connection.execute(query).fetchall()

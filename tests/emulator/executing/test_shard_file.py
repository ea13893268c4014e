"""Documents of shards are put together, or refused with a message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from xfetch.emulator.errors import LoadError, UsageError
from xfetch.emulator.executing.shard_file import Work, read_shards

WORK = Work("rows", "xfetch check PATHS", "another check", "check them alike")


def written(folder: Path, name: str, document: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def read(part: Any) -> Iterator[tuple[int, str]]:
    for index, text in part["rows"]:
        yield int(index), text.upper()


def put_together(*paths: Path) -> dict[int, str]:
    return read_shards(paths, "d", WORK, read, lambda index: f"piece {index}")


def test_the_rows_of_all_documents(tmp_path: Path) -> None:
    one = written(tmp_path, "1.json", {"part": {"digest": "d", "rows": [[0, "a"], [2, "c"]]}})
    other = written(tmp_path, "2.json", {"part": {"digest": "d", "rows": [[1, "b"]]}})
    assert put_together(one, other) == {0: "A", 2: "C", 1: "B"}
    with pytest.raises(UsageError, match="piece 0 is in"):
        put_together(one, one)


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"part": None},
        {"part": {"rows": []}},  # no digest
        {"part": {"digest": "d", "rows": {}}},
    ],
)
def test_what_is_no_document_of_a_shard(document: object, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="not the JSON document of a shard") as caught:
        put_together(written(tmp_path, "x.json", document))
    assert "xfetch check PATHS --shard 1/2" in caught.value.advice[0]


@pytest.mark.parametrize("rows", [[1], [[1]], [["x", "a"]], [[0, 5]]])
def test_broken_rows(rows: object, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="section `part`"):
        put_together(written(tmp_path, "x.json", {"part": {"digest": "d", "rows": rows}}))


def test_the_shard_of_another_work_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="another check"):
        put_together(written(tmp_path, "x.json", {"part": {"digest": "e", "rows": []}}))
    with pytest.raises(LoadError, match="cannot read it"):
        put_together(tmp_path / "none.json")
    (tmp_path / "text").write_text("no JSON", encoding="utf-8")
    with pytest.raises(LoadError, match="not the JSON document"):
        put_together(tmp_path / "text")

"""A search in parts, and the parts put together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from jsonschema import validate

from tests.emulator.exploring.grounds import ground
from tests.explored import ONLY, made, screen, told
from xfetch.cli.document_schemas import document_schema
from xfetch.emulator.errors import LoadError, UsageError
from xfetch.emulator.executing.shard import Shard, shard_of
from xfetch.emulator.exploring.generated import world_of
from xfetch.emulator.exploring.searching import campaign
from xfetch.emulator.exploring.searching.campaign import Budget, Campaign
from xfetch.emulator.exploring.searching.looking import Seen
from xfetch.emulator.exploring.searching.shards import (
    digest_of,
    merged,
    part_of,
)
from xfetch.emulator.exploring.searching.trouble import Look, Trouble
from xfetch.emulator.exploring.telling.formats import Told, text
from xfetch.emulator.record.entries import Line

MADE_OF = (ground(), 1, ())
LOOKS = (
    Look(),
    Look(tested=False),
    Look((Trouble("XF102", "in-no-answer", Line("Acme.py", 9)), Trouble("XF418", "error"))),
)


def seen(index: int) -> Seen:
    world = world_of(*MADE_OF[:2], index)
    over = MADE_OF[0].beyond(world)
    simulated = timedelta(seconds=index, microseconds=7)
    return Seen(index, world.drawn, LOOKS[index % 3], over, index, simulated)


def shard(path: Path, indexes: Iterable[int], **changes: object) -> Path:
    part = {**part_of(map(seen, indexes), *MADE_OF), **changes}
    path.write_text(json.dumps({"part": part}))
    return path


def test_the_worlds_of_shards_are_taken_in_order_as_they_were_seen(tmp_path: Path) -> None:
    first, second = shard(tmp_path / "1", (0, 1, 4, -1)), shard(tmp_path / "2", (2, 3))
    assert merged([second, first], *MADE_OF) == [seen(index) for index in range(5)]


@pytest.mark.parametrize(
    ("second", "told_of"),
    [
        ((3, 4), "world 2 is in none of the files"),
        ((1, 2), "world 1 is in .* too"),
    ],
)
def test_gaps_and_overlaps_are_refused(
    tmp_path: Path, second: tuple[int, ...], told_of: str
) -> None:
    paths = [shard(tmp_path / "1", (0, 1)), shard(tmp_path / "2", second)]
    with pytest.raises(UsageError) as caught:
        merged(paths, *MADE_OF)
    assert re.search(told_of, str(caught.value))


def test_a_shard_of_another_search_is_refused(tmp_path: Path) -> None:
    path = shard(tmp_path / "1", (0,))
    for other in ((ground(), 2, ()), (ground(), 1, ("ties",))):
        with pytest.raises(UsageError, match="another search"):
            merged([path], *other)
    changed = replace(ground(), document={**ground().document, "interval": "5m"})
    assert digest_of(changed, 1, ()) != digest_of(*MADE_OF)


def test_where_the_files_lie_does_not_count() -> None:
    moved = replace(ground(), document={**ground().document, "integration": "/elsewhere/A.py"})
    assert digest_of(moved, 1, ()) == digest_of(*MADE_OF)


@pytest.mark.parametrize("content", ["", "[]", '{"finds": []}', '{"part": {"worlds": 3}}'])
def test_what_is_no_shard_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(content)
    with pytest.raises(LoadError, match="not the JSON document of a shard"):
        merged([path], *MADE_OF)
    with pytest.raises(LoadError, match="cannot read it"):
        merged([tmp_path / "none.json"], *MADE_OF)
    with pytest.raises(LoadError, match="not as a shard writes it"):
        merged([shard(path, (), worlds=[[0, True]])], *MADE_OF)


@pytest.mark.parametrize("wrong", ["0/2", "3/2", "1", "a/b", "1/0"])
def test_a_wrong_shard_is_refused(wrong: str) -> None:
    with pytest.raises(UsageError, match="such as 1/2"):
        shard_of(wrong)


def test_the_shards_of_a_search_have_each_of_its_blocks_once() -> None:
    whole = list(Budget(500).blocks())
    parts = [list(Budget(500, shard=shard_of(f"{n}/3")).blocks()) for n in (1, 2, 3)]
    assert parts[1][0] == range(64, 128)
    assert sorted((one for part in parts for one in part), key=lambda one: one.start) == whole


def test_merged_shards_tell_the_same_as_one_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign, "BLOCK", 1)
    files = []
    made_of = (ground(), 1, ONLY)
    for number in (1, 2):
        part = Campaign(ground(), 1, Budget(3, shard=Shard(number, 2)), ONLY)
        explored = part.explore()
        explored = replace(explored, part=part_of(part.seen, *made_of))
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(made("json", Told(explored, {})))
        validate(json.loads(files[-1].read_text()), document_schema("explore"))
    whole = Campaign(ground(), 1, Budget(), ONLY, known=merged(files, *made_of)).explore()
    same = Told(whole, told().files)
    assert "".join(text(same, 80)) == screen()
    assert made("json", same) == made("json", told())

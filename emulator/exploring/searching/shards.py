"""Shards: the parts of a search that several machines share, and the merging of their results.

A shard takes every n-th block of worlds. Its JSON document holds the result of each of its worlds, and a
digest of all that the worlds depend on. The merging search takes these results in order as if it had run the
worlds itself. So it makes the same finds, and reports them in the same bytes, as one search of all worlds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path

from ...emulate import prepare
from ...errors import UsageError
from ...executing.shard_file import Work, read_shards
from ...record.entries import CheckedJson, Json, Line
from ...record.json_path import canonical
from ...version import xfetch_version
from ..generated import world_of
from ..ground import Ground
from .looking import Seen
from .trouble import Look, Trouble

# Keys of a scenario that say where something lies on this machine.
_PLACES = ("integration", "vendor")
_WORK = Work(
    "worlds",
    "xfetch explore TARGET",
    "that is the shard of another search: of other code, another scenario, seed or options",
    "search all shards with the same files and options, and merge them with these",
)


def part_of(
    seen: Iterable[Seen], ground: Ground, seed: int, only: Sequence[str]
) -> Mapping[str, Json]:
    """Return, as JSON, the results of the worlds that a shard of a search has run. The merging search reads
    them.
    """
    digest = digest_of(ground, seed, only)
    return {"digest": digest, "worlds": [row_of_seen(one) for one in seen if one.index >= 0]}


def digest_of(ground: Ground, seed: int, only: Sequence[str]) -> str:
    """Return a digest of what the worlds of a search and their runs depend on: version, code, yml, scenario,
    promises, parameters, vendor file, seed, dimensions and faults. Where the files lie does not count.
    """
    integration = prepare(ground.request).integration
    vendor = ground.request.product.vendor_file
    scenario = {name: value for name, value in ground.document.items() if name not in _PLACES}
    facts: dict[str, CheckedJson] = {
        "xfetch": xfetch_version(),
        "code": integration.text,
        "yml": repr(integration.manifest),
        "vendor": vendor.read_text(errors="replace") if vendor is not None else "",
        "scenario": scenario,
        "promises": repr(ground.promises),
        "seed": seed,
        "only": sorted(only),
        "faults": ground.most_faults,
    }
    return blake2b(canonical(facts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def merged(paths: Sequence[Path], ground: Ground, seed: int, only: Sequence[str]) -> list[Seen]:
    """Return the results of the worlds of several shards, in order.

    Raises LoadError for a file that is not the document of a shard, and UsageError if the shards are of
    another search, or do not hold each world once.
    """
    digest = digest_of(ground, seed, only)

    def read(part: CheckedJson) -> Iterator[tuple[int, Seen]]:
        return seen_of_rows(part["worlds"], ground, seed, only)

    found = read_shards(paths, digest, _WORK, read, lambda index: f"world {index}")
    missing = next((index for index in range(len(found)) if index not in found), None)
    if missing is not None:
        raise UsageError(
            f"world {missing} is in none of the files, and world {max(found)} is",
            where="--merge",
            advice=("give all shards, each of a search that was not interrupted",),
        )
    return [found[index] for index in range(len(found))]


def row_of_seen(seen: Seen) -> Json:
    """Return the result of a world as JSON."""
    simulated_us = seen.simulated // timedelta(microseconds=1)
    troubles: list[Json] = [
        [one.rule, one.shape, str(one.line) if one.line is not None else None]
        for one in seen.look.troubles
    ]
    return [seen.index, seen.look.tested, seen.cycles, simulated_us, troubles]


def seen_of_rows(
    rows: Sequence[CheckedJson], ground: Ground, seed: int, only: Sequence[str]
) -> Iterator[tuple[int, Seen]]:
    """Yield the index and the result of each world, from what ``row_of_seen`` returned."""
    for index, tested, cycles, simulated_us, troubles in rows:
        world = world_of(ground, seed, index, only)
        found = tuple(
            Trouble(rule, shape, Line.parse(line) if line is not None else None)
            for rule, shape, line in troubles
        )
        simulated = timedelta(microseconds=simulated_us)
        over = ground.beyond(world)
        yield index, Seen(index, world.drawn, Look(found, bool(tested)), over, cycles, simulated)

"""The results of a shard of a check, in its JSON document, and how those of all shards are put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from ..errors import UsageError
from ..executing.shard import Shard
from ..executing.shard_file import Work, read_shards
from ..record.codec import codec
from ..record.entries import CheckedJson, Json
from ..record.json_path import canonical
from ..version import xfetch_version
from .check_one import CheckSettings
from .checked import Checked

# Two runs of the same scenario differ in it.
_CHECKED = codec(Checked, "took_s", "cached")
_WORK = Work(
    "results",
    "xfetch check PATHS",
    "that is the shard of another check: of other scenarios, options or another version",
    "check all shards with the same paths and options, and merge them with these",
)


def digest_of(scenarios: Sequence[Path], settings: CheckSettings) -> str:
    """Return a digest of what all shards of a check must have in common: the whole list of scenarios, what
    stands in them, and the options that judge them.
    """
    known = settings.baseline.known if settings.baseline is not None else {}
    facts: dict[str, CheckedJson] = {
        "xfetch": xfetch_version(),
        "scenarios": [[path.as_posix(), _digest(path.read_bytes())] for path in scenarios],
        "strict": settings.strict,
        "fail_on": settings.fail_on,
        "severities": dict(settings.severities),
        "known": [[path, *(one.mark for one in those)] for path, those in sorted(known.items())],
    }
    return _digest(canonical(facts).encode("utf-8", "surrogatepass"))


def part_of(checks: Sequence[Checked], shard: Shard, digest: str) -> Mapping[str, Json]:
    """Return the results of a shard as JSON. The first one is that of the scenario with the number of the
    shard, counted from 1; the next ones follow at the distance of the number of shards.
    """
    results: list[Json] = [
        [shard.number - 1 + number * shard.of, _CHECKED.plain(one)]
        for number, one in enumerate(checks)
    ]
    return {"digest": digest, "shard": f"{shard.number}/{shard.of}", "results": results}


def merged(paths: Sequence[Path], scenarios: Sequence[Path], digest: str) -> list[Checked]:
    """Return the results of several shards, in the order of the scenarios.

    Raises LoadError for a file that is not the document of a shard, and UsageError where the shards are of
    another check, or do not hold each scenario once.
    """

    def read(rows: CheckedJson) -> Iterator[tuple[int, Checked]]:
        for index, row in rows:
            yield range(len(scenarios))[index], _CHECKED.read(row)

    found = read_shards(paths, digest, _WORK, read, lambda index: scenarios[index].as_posix())
    missing = next((path for index, path in enumerate(scenarios) if index not in found), None)
    if missing is not None:
        what = f"{missing.as_posix()} is in none of the files"
        raise UsageError(what, where="--merge", advice=("give the files of all shards",))
    return [found[index] for index in range(len(scenarios))]


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()

"""The results of a shard of a check, in its JSON document, and how those of all shards are put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from ..errors import UsageError
from ..executing.shard import Shard
from ..executing.shard_file import Work, read_shards
from ..judging.value_words import counted
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
    "that is the shard of another check: of other scenarios, options, durations or another version",
    "check all shards with the same paths and options, and merge them with these",
)


def digest_of(
    scenarios: Sequence[Path], settings: CheckSettings, times_s: Mapping[str, float]
) -> str:
    """Return a digest of what all shards of a check must have in common: the version of xfetch, the whole
    list of scenarios, what stands in them, the options that judge them, and the times by which they are
    shared.
    """
    known = settings.baseline.known if settings.baseline is not None else {}
    facts: dict[str, CheckedJson] = {
        "xfetch": xfetch_version(),
        "scenarios": [[path.as_posix(), _digest(path.read_bytes())] for path in scenarios],
        "strict": settings.strict,
        "fail_on": settings.fail_on,
        "severities": dict(settings.severities),
        "known": [[path, *(one.mark for one in those)] for path, those in sorted(known.items())],
        "times_s": sorted(times_s.items()),
    }
    return _digest(canonical(facts).encode("utf-8", "surrogatepass"))


def part_of(
    checks: Mapping[int, Checked], shard: Shard, digest: str, count: int
) -> Mapping[str, Json]:
    """Return the results of a shard as JSON, by the number of each scenario in the whole list, which holds
    ``count``.
    """
    results: list[Json] = [[number, _CHECKED.plain(one)] for number, one in checks.items()]
    return {
        "digest": digest,
        "shard": f"{shard.number}/{shard.of}",
        "scenarios": count,
        "results": results,
    }


def merged(paths: Sequence[Path], digest: str | None = None) -> list[Checked]:
    """Return the results of several shards, in the order of the scenarios. ``digest`` is that of the check;
    None for that of the first file.

    Raises LoadError for a file that is not the document of a shard, and UsageError where the shards are of
    different checks, or do not hold each scenario once.
    """
    names: dict[int, str] = {}
    shards: list[str] = []
    count = 0

    def read(part: CheckedJson) -> Iterator[tuple[int, Checked]]:
        nonlocal count
        count = int(part["scenarios"])
        shards.append(str(part["shard"]))
        for index, row in part["results"]:
            number, one = range(count)[index], _CHECKED.read(row)
            names[number] = one.path
            yield number, one

    found = read_shards(paths, digest, _WORK, read, lambda index: Path(names[index]).as_posix())
    missing = count - len(found)
    if missing:
        what = f"the files lack the results of {counted(missing, 'scenario')} of {count}"
        advice = (f"give the files of all shards; these are {', '.join(shards)}",)
        raise UsageError(what, where="--merge", advice=advice)
    return [found[index] for index in range(count)]


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()

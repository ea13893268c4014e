"""The results of a shard of a check, in its JSON document, and how those of all shards are put together."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from ..errors import LoadError, UsageError
from ..executing.shard import Shard
from ..record.codec import CodecError, codec
from ..record.entries import CheckedJson, Json
from ..record.json_path import canonical
from ..version import xfetch_version
from .check_one import CheckSettings
from .checked import Checked

# Two runs of the same scenario differ in it.
_CHECKED = codec(Checked, "took_s", "cached")


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
    found: dict[int, Checked] = {}
    of: dict[int, Path] = {}
    for path in paths:
        part = _part(path)
        if part["digest"] != digest:
            raise UsageError(
                "that is the shard of another check: of other scenarios, options or another version",
                where=f"--merge {path}",
                advice=(
                    "check all shards with the same paths and options, and merge them with these",
                ),
            )
        for index, one in _results(part["results"], path, len(scenarios)):
            if index in found:
                what = f"{scenarios[index].as_posix()} is in {of[index]} too"
                raise UsageError(what, where=f"--merge {path}")
            found[index], of[index] = one, path
    missing = next((path for index, path in enumerate(scenarios) if index not in found), None)
    if missing is not None:
        what = f"{missing.as_posix()} is in none of the files"
        raise UsageError(what, where="--merge", advice=("give the files of all shards",))
    return [found[index] for index in range(len(scenarios))]


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _part(path: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LoadError(f"cannot read it: {error.strerror}", where=f"--merge {path}") from error
    except ValueError:
        document = None
    part = document.get("part") if isinstance(document, dict) else None
    if (
        not isinstance(part, dict)
        or not isinstance(part.get("results"), list)
        or "digest" not in part
    ):
        advice = ("xfetch check PATHS --shard 1/2 -o json:FILE writes one",)
        what = "that is not the JSON document of a shard"
        raise LoadError(what, where=f"--merge {path}", advice=advice)
    return part


def _results(rows: Sequence[Any], path: Path, count: int) -> list[tuple[int, Checked]]:
    try:
        return [(range(count)[index], _CHECKED.read(row)) for index, row in rows]
    except (TypeError, ValueError, IndexError, CodecError) as error:
        what = "its section `part` is not as a shard writes it"
        raise LoadError(what, where=f"--merge {path}") from error

"""Whether healthy samples survive many worlds of explore: ``python -m tests.conformance.worlds``.

Takes the worlds of one seed a few blocks at a time, on each healthy sample with an API. How far it came, and
each error that was found, is kept at once in ``worlds.json``, so that the command can be interrupted and goes
on where it was. A sample that has changed since begins again.

``--worlds N`` is how many worlds each sample has to survive. ``--kept FILE`` names another file than
``worlds.json``. ``SAMPLE …`` names some of the samples.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

from tests.emulator.exploring.grounds import SAMPLES, sample
from xfetch.emulator.exploring.searching.campaign import Budget, Campaign, Workers
from xfetch.emulator.exploring.shapes import BLOCK

FILE = Path(__file__).with_name("worlds.json")
SEED = 1
ASSETS_ONLY = "healthy_assets"
_BLOCKS = 5


class Survived(TypedDict):
    """How many worlds a sample has survived, the digest of its files, and the errors that were found."""

    worlds: int
    digest: str
    errors: list[str]


def healthy() -> list[str]:
    """The names of the samples that no world may break; explore takes none that fetches assets only."""
    names = (path.parent.name for path in SAMPLES.glob("healthy_*/scenario.yml"))
    return sorted(name for name in names if name != ASSETS_ONLY)


def digest_of(name: str) -> str:
    files = sorted(path for path in (SAMPLES / name).iterdir() if path.is_file())
    return sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:16]


def load(file: Path) -> dict[str, Survived]:
    return json.loads(file.read_text()) if file.exists() else {}


def go_on(name: str, done: Survived, most: int, jobs: int) -> Survived:
    """Run a few more blocks of worlds on a sample."""
    begin = done["worlds"]
    end = min(begin + _BLOCKS * BLOCK, most)
    campaign = Campaign(sample(name), SEED, Budget(end, begin=begin), workers=Workers(jobs))
    explored = campaign.explore()
    if explored.stopped:
        raise KeyboardInterrupt
    errors = [
        f"world {one.first}: {one.key.rule} {one.key.cause} {one.key.line}"
        for one in explored.finds
        if one.is_error
    ]
    return {**done, "worlds": end, "errors": [*done["errors"], *errors]}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=10_000)
    parser.add_argument("-j", "--jobs", type=int, default=1)
    parser.add_argument("--kept", type=Path, default=FILE)
    parser.add_argument("samples", nargs="*", default=healthy())
    options = parser.parse_args(arguments)
    kept = load(options.kept)
    for name in options.samples:
        digest = digest_of(name)
        done = kept.get(name)
        if done is None or done["digest"] != digest:
            done = {"worlds": 0, "digest": digest, "errors": []}
        while done["worlds"] < options.worlds:
            done = kept[name] = go_on(name, done, options.worlds, options.jobs)
            options.kept.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
            print(f"{name}: {done['worlds']} worlds, {len(done['errors'])} errors", flush=True)
    return int(any(kept[name]["errors"] for name in options.samples))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)

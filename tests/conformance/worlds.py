"""Whether healthy samples survive many worlds of explore: ``python -m tests.conformance.worlds``.

Takes the worlds of one seed a few blocks at a time, on each healthy sample with an API, and looks at them
without searching for causes: that costs more than all the worlds. A world within the promises of the product
in which the fetch breaks is an error; what breaks only beyond them is none. How far it came, and each error,
is kept at once in ``worlds.json``, so that the command can be interrupted and goes on where it was. A sample
that has changed since begins again.

``--worlds N`` is how many worlds each sample has to survive. ``--kept FILE`` names another file than
``worlds.json``. ``SAMPLE …`` names some of the samples.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

from tests.emulator.exploring.grounds import SAMPLES, sample
from xfetch.cli.signals import end_like_ctrl_c
from xfetch.emulator.executing.executor import Processes
from xfetch.emulator.exploring.generated import world_of
from xfetch.emulator.exploring.searching.look_task import LookTask
from xfetch.emulator.exploring.searching.looking import Looker
from xfetch.emulator.exploring.searching.runner import Runner
from xfetch.emulator.exploring.shapes import BLOCK

FILE = Path(__file__).with_name("worlds.json")
SEED = 1
_BLOCKS, _PIECE = 5, 32


class Survived(TypedDict):
    """How many worlds a sample has survived, in how many of them it had nothing to do and how many go beyond
    the promises, the digest of its files, and the errors that were found.
    """

    worlds: int
    untested: int
    beyond: int
    digest: str
    errors: list[str]


def healthy() -> list[str]:
    """The names of the samples that no world may break."""
    return sorted(path.parent.name for path in SAMPLES.glob("healthy_*/scenario.yml"))


def digest_of(name: str) -> str:
    files = sorted(path for path in (SAMPLES / name).iterdir() if path.is_file())
    return sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:16]


def load(file: Path) -> dict[str, Survived]:
    return json.loads(file.read_text()) if file.exists() else {}


def go_on(name: str, done: Survived, most: int, jobs: int) -> Survived:
    """Run a few more blocks of worlds on a sample."""
    end = min(done["worlds"] + _BLOCKS * BLOCK, most)
    ground = sample(name)
    with Runner(ground) as runner:
        facts = runner.outcome(world_of(ground, SEED, 0)).dossier.facts
    with closing(Looker(ground, SEED, (), facts)) as looker:
        pieces = [range(at, min(at + _PIECE, end)) for at in range(done["worlds"], end, _PIECE)]
        task, workers = LookTask(looker), Processes(jobs, end_like_ctrl_c)
        results = map(task.do, pieces) if jobs == 1 else workers.results(task, pieces)
        seen = [one for piece in results for one in piece]
    broken = [one for one in seen if one.look.troubles and not one.beyond]
    return {
        "worlds": end,
        "untested": done["untested"] + sum(not one.look.tested for one in seen),
        "beyond": done["beyond"] + sum(bool(one.beyond) for one in seen),
        "digest": done["digest"],
        "errors": [*done["errors"], *(f"world {one.index}: {one.look.troubles}" for one in broken)],
    }


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
            done = {"worlds": 0, "untested": 0, "beyond": 0, "digest": digest, "errors": []}
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

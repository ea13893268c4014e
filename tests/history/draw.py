"""Draw the fixes: ``python -m tests.history.draw CONTENT [REVISION]`` writes ``drawn.yml``.

Shuffles all candidates by SEED and takes the first WANTED, one an integration. The list was committed before
any of them was explored.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import yaml

from .candidates import Fix, candidates

FILE = Path(__file__).with_name("drawn.yml")
SEED = 19
WANTED = 20


def drawn(file: Path = FILE) -> tuple[Fix, ...]:
    """The fixes that were drawn."""
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    return tuple(Fix(**{**one, "note": tuple(one["note"])}) for one in document["fixes"])


def draw(everything: Sequence[Fix], seed: int = SEED, wanted: int = WANTED) -> list[Fix]:
    """Draw some fixes by chance, one an integration. The order of ``everything`` does not matter."""
    shuffled = sorted(everything, key=lambda one: one.commit)
    random.Random(seed).shuffle(shuffled)
    chosen: dict[str, Fix] = {}
    for one in shuffled:
        chosen.setdefault(one.integration, one)
    return list(chosen.values())[:wanted]


def main(arguments: Sequence[str]) -> None:
    git, revision = Path(arguments[0]), arguments[1] if len(arguments) > 1 else "HEAD"
    everything = list(candidates(git, revision))
    chosen = [{**asdict(one), "note": list(one.note)} for one in draw(everything)]
    document = {"revision": revision, "candidates": len(everything), "seed": SEED, "fixes": chosen}
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)
    FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

"""How many mistakes explore finds: ``python -m tests.mutants.sweep``.

Puts each mistake of ``operators.py`` into the sound integrations of ``sound.py``, one at a time, and searches
until a find shows it or the budget of worlds is over. The order is by chance, by a seed, so that those of an
interrupted sweep are a sample. A result is kept at once in ``results.json``, and the command goes on where it
was; a mutant whose code has changed since is searched again. ``results_first.json`` holds the results of the
first search.

``--worlds N`` is how many worlds a mutant gets. ``--kept FILE`` names another file than ``results.json``.
``--list`` prints the mutants and searches nothing. ``NAME …`` names some integrations.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

import yaml

from xfetch.emulator.errors import XfetchError
from xfetch.emulator.exploring.find import Explored, Find
from xfetch.emulator.exploring.searching.campaign import Budget, Campaign
from xfetch.emulator.exploring.telling.document import kind_of

from .mutant import Mutant, mutants
from .sound import SEED, code, folders, ground, lines_of_the_fetch

FOLDER = Path(__file__).parent
FILE = FOLDER / "results.json"
FIRST = FOLDER / "results_first.json"
EQUIVALENT = FOLDER / "equivalent.yml"
WORLDS = 192
_LATE = "of real time"
_ORDER = 19


class Result(TypedDict):
    """What came of a mutant. ``found`` is the kind of the find that tells it, or ``refused`` where the mutant
    cannot run at all; None for a survivor. ``right`` is whether cause or line of a find name the mistake.
    """

    digest: str
    was: str
    became: str
    found: str | None
    right: bool
    cause: str
    line: str
    world: int | None
    worlds: int


@dataclass(frozen=True)
class Sound:
    """A sound integration, its mutants, and how many worlds each of them gets."""

    folder: Path
    mutants: tuple[Mutant, ...]
    worlds: int

    @cached_property
    def own(self) -> Mapping[tuple[str, str], int]:
        """The first world of each kind of find that it has itself, beyond what its product promises. Only a
        mutant without an error asks for them: the search takes long.

        Raises AssertionError if a world breaks it: then it is not sound.
        """
        one = ground(self.folder)
        explored = Campaign(one, SEED, Budget(self.worlds)).explore()
        errors = [find.key for find in explored.finds if find.is_error]
        assert not errors, f"{self.folder.name} is not sound: {errors}"
        own: dict[tuple[str, str], int] = {}
        for find in explored.finds:
            kind = (find.key.rule, find.key.cause)
            own[kind] = min(find.first, own.get(kind, find.first))
        return own

    def shows(self, find: Find) -> bool:
        """Whether it has a find of this kind itself, in the first world of this find or an earlier one."""
        return self.own.get((find.key.rule, find.key.cause), find.first + 1) <= find.first


def sound(folder: Path, worlds: int) -> Sound:
    """Make the mutants of an integration."""
    made = tuple(mutants(folder.name, code(folder), lines_of_the_fetch(ground(folder))))
    return Sound(folder, made, worlds)


def search(sound: Sound, mutant: Mutant, worlds: int) -> Result:
    """Search for the mistake of a mutant.

    Raises XfetchError where the machine was too busy to start it in time.
    """
    name = sound.folder.name
    result = Result(
        digest=digest_of(mutant, worlds),
        was=mutant.was,
        became=mutant.became,
        found=None,
        right=False,
        cause="",
        line="",
        world=None,
        worlds=worlds,
    )
    with TemporaryDirectory() as made:
        folder = Path(made, name)
        shutil.copytree(sound.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / f"{name}.py").write_text(mutant.text, encoding="utf-8")
        try:
            budget = Budget(worlds, until_found=True)
            explored = Campaign(ground(folder), SEED, budget).explore()
        except XfetchError as error:
            if _LATE in str(error):
                raise  # The machine was too busy: nothing is known of the mutant.
            return {**result, "found": "refused", "right": True, "cause": str(error)[:200]}
    return {**result, **_told(explored, sound, mutant)}  # type: ignore[typeddict-item]


def _told(explored: Explored, sound: Sound, mutant: Mutant) -> dict[str, object]:
    """Return what the finds tell of the mistake: the best of them, or that nothing was created at all."""
    if explored.stopped:
        raise KeyboardInterrupt
    told = [one for one in _judged(explored, mutant) if one[-1].is_error]
    if all(wrong for wrong, *_ in told):
        told += [
            one
            for one in _judged(explored, mutant)
            if not one[-1].is_error and not sound.shows(one[-1])
        ]
    if not told:
        nothing = explored.tested_nothing
        return {"found": "nothing created" if nothing else None, "right": nothing}
    wrong, _, first, find = min(told, key=lambda one: one[:3])
    return {
        "found": kind_of(find),
        "right": not wrong,
        "cause": find.key.cause or find.key.rule,
        "line": str(find.key.line or ""),
        "world": first,
        "worlds": explored.worlds,
    }


def _judged(explored: Explored, mutant: Mutant) -> Iterator[tuple[bool, bool, int, Find]]:
    """Yield each find: whether it names the mistake wrongly, whether it is no error, and its first world."""
    for find in explored.finds:
        lines = [place.line for place in (find.finding.cause.places if find.finding.cause else ())]
        lines += [one for one in (find.key.line, find.finding.line) if one is not None]
        right = {find.key.cause, find.key.rule} & set(mutant.operator.causes) or any(
            one.number in mutant.lines for one in lines
        )
        yield not right, not find.is_error, find.first, find


def digest_of(mutant: Mutant, worlds: int) -> str:
    return sha256(f"{worlds}\0{mutant.text}".encode()).hexdigest()[:16]


def equivalent() -> dict[str, str]:
    """The mutants that behave as the sound integration, each with the reason. They were marked before the
    first search.
    """
    found: dict[str, str] = yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8")) or {}
    return found


def load(file: Path) -> dict[str, Result]:
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def save(file: Path, kept: dict[str, Result]) -> None:
    new = file.with_suffix(".new")
    lines = (f"{json.dumps(name)}: {json.dumps(kept[name])}" for name in sorted(kept))
    new.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    new.replace(file)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=WORLDS)
    parser.add_argument("--kept", type=Path, default=FILE)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args(arguments)
    kept, skipped = load(options.kept), equivalent()
    sounds = [
        sound(folder, options.worlds)
        for folder in folders()
        if not options.names or folder.name in options.names
    ]
    every = [(one, mutant) for one in sounds for mutant in one.mutants]
    if options.list:
        for _, mutant in every:
            print(f"{mutant.name} | {mutant.was} => {mutant.became}")
        return 0
    random.Random(_ORDER).shuffle(every)
    for one, mutant in every:
        known = kept.get(mutant.name)
        if mutant.name in skipped or (
            known is not None and known["digest"] == digest_of(mutant, options.worlds)
        ):
            continue
        result = search(one, mutant, options.worlds)
        kept[mutant.name] = result
        save(options.kept, kept)
        print(f"{mutant.name:<50} {result['found'] or 'SURVIVED'} {result['cause']}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

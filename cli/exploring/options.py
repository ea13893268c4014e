"""The options of ``xfetch explore``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import click

from xfetch.emulator.errors import UsageError
from xfetch.emulator.exploring.searching.campaign import Budget
from xfetch.emulator.exploring.shapes import DIMENSIONS

from ..declaring import PATH, Count, dask_option, jobs_option, option, outputs_option, python_option
from ..opening import open_option
from ..request_for import duration_s


@dataclass(frozen=True)
class ExploreOptions:
    """The options that say which worlds are run, how many, and where finds go."""

    python: str | None = python_option()
    budget: str = option(
        "--budget",
        metavar="TIME|N",
        default="60s",
        show_default=True,
        help="How long to search: a time such as 60s or 10m, for all that a search does; or a number of"
        " worlds.",
    )
    jobs: int | None = jobs_option("worlds")
    dask: str | None = dask_option("worlds")
    seed: int = option(
        "--seed",
        type=int,
        default=1,
        show_default=True,
        help="Another number searches other worlds. The same number searches the same worlds again.",
    )
    only: tuple[str, ...] = option(
        "--only",
        multiple=True,
        metavar="NAME",
        help="Vary only this: ties, late, updates … A wrong name lists all. Repeatable.",
    )
    promises: tuple[str, ...] = option(
        "--promise",
        multiple=True,
        metavar="NAME=VALUE",
        help="What the product is known to do: updates=any, visible_within=5m; or which value is right where"
        " the scenario guesses: since=inclusive. Repeatable.",
    )
    faults: int = option(
        "--faults",
        type=Count(),
        default=1,
        show_default=True,
        metavar="N",
        help="How many faults a world has that has one (a failed request, a killed fetch, a reset …).",
    )
    until_found: bool = option(
        "--until-found", is_flag=True, help="Stop at the first error that is found."
    )
    finds: Path = option(
        "--finds",
        type=PATH,
        default=Path("explore"),
        show_default=True,
        metavar="DIR",
        help="The folder for the scenario files of what was found. Files that are there already run first.",
    )
    emit: str | None = option(
        "--emit",
        type=click.Choice(["pytest"]),
        help="pytest: write a test beside each scenario file, which passes once the mistake is mended.",
    )
    outputs: tuple[str, ...] = outputs_option("text, html, json, junit, sarif, github or markdown")
    open: bool = open_option()


def budget_of(text: str, where: str = "--budget") -> Budget:
    """Return how long to search: a number of worlds, or a time with its unit. ``where`` is the name of the
    option. Raises UsageError.
    """
    if re.fullmatch(r"\s*\d+\s*", text):
        if not int(text):
            raise UsageError("a search needs at least one world", where=where)
        return Budget(worlds=int(text))
    return Budget(seconds=duration_s(text, where, minimum=0.1))


def check_only(names: tuple[str, ...]) -> None:
    """Raise UsageError, with a list of all dimensions, for a name that no dimension has."""
    known = [one.name for one in DIMENSIONS]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            guess = f"; did you mean {near[0]}?" if near else ""
            listed = tuple(f"{one.name}: {one.words}" for one in DIMENSIONS)
            raise UsageError(f"nothing is called {name!r}{guess}", where="--only", advice=listed)

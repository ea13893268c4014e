"""The options that say which scenarios are checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from xfetch.emulator.checking.affected import scenarios_reading
from xfetch.emulator.checking.check_one import CheckSettings
from xfetch.emulator.checking.found import find_scenarios
from xfetch.emulator.checking.git_range import GitRange, changed_since
from xfetch.emulator.errors import UsageError
from xfetch.emulator.judging.value_words import counted
from xfetch.emulator.request.scenario_file.read import is_scenario

from ..declaring import PATH, argument, option


@dataclass(frozen=True)
class ChosenOptions:
    """The options that say which scenarios are checked."""

    paths: tuple[Path, ...] = argument(nargs=-1, type=PATH)
    only: str | None = option(
        "-k", metavar="TEXT", help="Run only the scenarios whose path contains TEXT."
    )
    changed: str | None = option(
        "--changed",
        metavar="COMMIT",
        help="Run only the scenarios that use a file that git says changed since the working tree left"
        " COMMIT, such as origin/main. Without PATHS: of all below the working directory.",
    )
    diff: bool = option(
        "--diff",
        is_flag=True,
        help="With --changed: run the old code, too. Tell only what is new, gone or changed; fail for what is"
        " new.",
    )
    explore: str | None = option(
        "--explore",
        metavar="TIME|N",
        help="Also check integrations that fetch and have no scenario: search for worlds that break each, for"
        " a time such as 20s, or in N worlds.",
    )
    allow_none: bool = option(
        "--allow-none",
        is_flag=True,
        help="If no scenario uses the files of PATHS, the exit code is 0. For pre-commit.",
    )


@dataclass(frozen=True)
class Chosen:
    """The scenarios to check, sorted.

    The list may be empty; ``why_none`` then gives the reason. ``change`` is what ``--changed`` found, None
    without that option. ``targets`` are those of the list that are no scenarios: the code of integrations
    that have none.
    """

    scenarios: tuple[Path, ...]
    why_none: str = ""
    change: GitRange | None = None
    targets: frozenset[Path] = frozenset()


def chosen(options: ChosenOptions, settings: CheckSettings) -> Chosen:
    """Return the scenarios to check. Raises UsageError if there is none, unless an option allows that."""
    if options.diff and options.changed is None:
        needs = ("name the commit: --changed origin/main --diff",)
        raise UsageError("there is nothing to compare with", where="--diff", advice=needs)
    if not options.paths and options.changed is None:
        advice = ("such as: xfetch check Packs", "or: xfetch check --changed origin/main")
        raise UsageError("PATHS is missing", where="xfetch check", advice=advice)
    paths = options.paths or (Path(),)
    parts = [path for path in paths if path.is_file() and not is_scenario(path)]
    found = set(find_scenarios(path for path in paths if path not in parts))
    here = [path for path in parts if path.resolve().is_relative_to(Path.cwd())]
    if here:
        found.update(scenarios_reading(here, find_scenarios([Path()]), settings))
    for path in parts:
        if path not in here:
            found.update(scenarios_reading([path], find_scenarios([path.parent]), settings))
    targets: frozenset[Path] = frozenset()
    if options.explore is not None:
        # Imported here: few checks search.
        from .explored import without_scenario

        targets = frozenset(without_scenario(paths, found, settings))
        found.update(targets)
    if not found and not options.allow_none:
        raise _none(paths, parts)
    named = tuple(sorted(one for one in found if (options.only or "") in str(one)))
    if found and not named:
        what = f"none of the {len(found)} scenarios has {options.only!r} in its path"
        raise UsageError(what, where="-k")
    if options.changed is None:
        return Chosen(named, "no scenario uses the changed files", targets=targets)
    change = changed_since(options.changed, Path.cwd())
    files = counted(len(change.files), "file")
    why = f"no scenario uses what changed since {options.changed} ({files})"
    using = scenarios_reading(change.files, named, settings)
    return Chosen(using, why, change, targets)


def _none(paths: tuple[Path, ...], parts: list[Path]) -> UsageError:
    where = ", ".join(map(str, paths))
    if parts:
        code = next((path for path in parts if path.suffix in (".py", ".yml")), "TARGET")
        write = f"`xfetch init {quote(str(code))} -o NAME.xfetch.yml` writes one"
        return UsageError("not a scenario, and no scenario runs it", where=where, advice=(write,))
    advice = (
        "scenarios are called scenario.yml or NAME.xfetch.yml",
        "another name is given as a path: xfetch check acme.yml",
        "`xfetch init TARGET -o NAME.xfetch.yml` writes one",
    )
    return UsageError("no scenario there", where=where, advice=advice)

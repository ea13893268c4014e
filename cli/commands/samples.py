"""The command ``xfetch samples``: lists or copies the sample integrations that ship with xfetch."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import click

from xfetch.emulator.errors import UsageError
from xfetch.emulator.request.samples import Sample, find_samples

from ..lazy import command
from ..terminal import WIDTH, echo, width


@command
@click.argument("name", required=False)
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@WIDTH
def samples(name: str | None, directory: Path | None) -> None:
    """With NAME, that sample is copied into DIRECTORY, or into the working directory. With DIRECTORY alone,
    all samples are copied into it.

    \b
    xfetch samples
    xfetch samples helloworld_twin
    xfetch samples mine
    """
    found = {sample.name: sample for sample in find_samples()}
    if name is None:
        _list(found.values())
    elif name in found:
        _copy_one(found[name], directory or Path())
    else:
        _check_not_mistyped(name, list(found), alone=directory is None)
        _copy_all(list(found.values()), Path(name))


def _list(found: Iterable[Sample]) -> None:
    shown = list(found)
    longest = max(len(sample.name) for sample in shown)
    for sample in shown:
        echo(
            textwrap.fill(
                f"{sample.name:<{longest}}  {sample.about}"
                + (f" (with {sample.shown_arguments})" if sample.shown_arguments else ""),
                width(),
                break_on_hyphens=False,
                subsequent_indent=" " * (longest + 2),
            )
        )
    echo(
        "\nrun one:   xfetch run NAME"
        "\ncopy one:  xfetch samples NAME"
        "\ncopy all:  xfetch samples DIRECTORY"
    )


def _check_not_mistyped(name: str, known: list[str], *, alone: bool) -> None:
    """Raise UsageError for a name that looks like a mistyped name of a sample."""
    is_path = Path(name).name != name or name.startswith(".")
    near = [] if is_path else get_close_matches(name, known, n=1, cutoff=0.85)
    if alone and not near:
        return
    guess = (f"did you mean {near[0]}?",) if near else ("xfetch samples lists them",)
    folder = (
        (f"xfetch samples ./{name} copies all of them into a folder of that name",) if alone else ()
    )
    raise UsageError(f"no sample is called {name!r}", where="samples", advice=(*guess, *folder))


def _copy_one(sample: Sample, directory: Path) -> None:
    place = directory / sample.name
    _check_free(place, empty_is_free=False)
    _copy([sample], directory)
    echo(f"{sample.name}: {sample.about}")
    echo(f"copied into {place}; to run it:")
    echo(f"  {sample.command(place)}")


def _copy_all(found: list[Sample], directory: Path) -> None:
    _check_free(directory, empty_is_free=True)
    _copy(found, directory)
    echo(f"copied {len(found)} samples into {directory}; for example:")
    echo(f"  {found[0].command(directory / found[0].name)}")


def _check_free(place: Path, *, empty_is_free: bool) -> None:
    if not place.exists() or (empty_is_free and place.is_dir() and not any(place.iterdir())):
        return
    what = "it exists and is not an empty folder" if empty_is_free else "it exists already"
    raise UsageError(what, where=str(place), advice=("name another folder",))


def _copy(found: list[Sample], directory: Path) -> None:
    made: list[Path] = []
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for sample in found:
            skip = shutil.ignore_patterns("__pycache__")
            made.append(directory / sample.name)
            shutil.copytree(sample.folder, made[-1], ignore=skip)
    except BaseException as error:
        # Leave no sample that is copied only in part.
        for folder in made:
            shutil.rmtree(folder, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise UsageError(f"cannot write there: {_reason(error)}", where=str(directory)) from error


def _reason(error: OSError) -> str:
    """Return the reason of an error in words. If several files could not be copied, it is the reason of
    the first.
    """
    if error.strerror or not error.args or not isinstance(error.args[0], list):
        return error.strerror or str(error)
    return str(error.args[0][0][-1]).partition("] ")[2].partition(": ")[0]

"""``xfetch samples``: what ships with xfetch to try it on."""

from __future__ import annotations

from pathlib import Path

import click

from .terminal import WIDTH, echo, width


@click.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@WIDTH
def samples(directory: Path | None) -> None:
    """List the shipped sample integrations, or copy them into DIRECTORY."""
    import shutil
    import textwrap

    from xfetch.emulator.errors import UsageError
    from xfetch.emulator.samples import find_samples

    found = find_samples()
    if directory is None:
        longest = max(len(sample.name) for sample in found)
        for sample in found:
            echo(
                textwrap.fill(
                    f"{sample.name:<{longest}}  {sample.about}"
                    + (f" (with {sample.manner})" if sample.manner else ""),
                    width(),
                    break_on_hyphens=False,
                    subsequent_indent=" " * (longest + 2),
                )
            )
        echo("\ncopy them: xfetch samples DIR")
        return
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise UsageError("it exists and is not an empty folder", where=str(directory))
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for sample in found:
            skip = shutil.ignore_patterns("__pycache__")
            shutil.copytree(sample.folder, directory / sample.name, ignore=skip)
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", where=str(directory)) from error
    echo(f"copied {len(found)} samples into {directory}; for example:")
    echo(f"  {found[0].command(directory / found[0].name)}")

"""The option ``--agent`` of ``xfetch init``: writes what tells a language model how to use xfetch."""

from __future__ import annotations

from pathlib import Path

import click

from xfetch.emulator.errors import UsageError

from .outputs import write_whole
from .terminal import echo

_FOLDER = Path(__file__).parent / "agent"
SKILL, SNIPPET = _FOLDER / "SKILL.md", _FOLDER / "AGENTS.md"


def _write(ctx: click.Context, option: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        write_agent_files(Path())
        ctx.exit()


def write_agent_files(folder: Path) -> None:
    """Write ``SKILL.md`` and ``AGENTS.md`` into a folder. No existing file is changed.

    If there is an ``AGENTS.md`` without our snippet, the snippet is printed, so that the user can add it.

    Raises UsageError if another ``SKILL.md`` is there.
    """
    text, snippet = (file.read_text(encoding="utf-8") for file in (SKILL, SNIPPET))
    skill, agents = folder / SKILL.name, folder / SNIPPET.name
    if skill.exists() and _text(skill) != text:
        advice = (f"move it, such as to a folder for skills, or print this one: cat {SKILL}",)
        raise UsageError(
            "another file is there, and is left as it is", where=str(skill), advice=advice
        )
    if not skill.exists():
        write_whole(skill, [text])
    if not agents.exists():
        write_whole(agents, [snippet])
    elif snippet.strip() not in _text(agents):
        echo(f"add this to {agents}:\n", err=True)
        echo(snippet.rstrip("\n"))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=str(path)) from error


AGENT = click.option(
    "--agent",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_write,
    help="Write SKILL.md and AGENTS.md into the working directory, for a language model that uses xfetch,"
    " and nothing else. Files that are there stay as they are.",
)

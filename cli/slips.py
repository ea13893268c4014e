"""Messages for wrong usage: what is wrong, where, and what to type instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from shlex import quote

import click

from xfetch.emulator.errors import UsageError
from xfetch.emulator.reports import REPORTS

# Options that other tools have, and how the same is asked for here.
_ELSEWHERE: Mapping[str, str] = {
    "-c": "use --cycles N",
    "-n": "use --cycles N",
    "-p": "use --param NAME=VALUE",
    "-s": "use --scenario FILE.yml",
    "--ci": "use -o github, or xfetch check for many scenarios",
    "--config": "use --scenario FILE.yml, or --params FILE for the instance's parameters",
    "--count": "use --cycles N",
    "--debug": "use -v (each request), --trace (each call), or xfetch troubleshoot --debug-mode",
    "--dry-run": "none is needed: without --network allow nothing leaves this machine",
    "--file": "use -o FORMAT:FILE, such as -o html:run.html",
    "--format": "use -o FORMAT or -o FORMAT:FILE, such as -o json:run.json",
    "--har": "use --record run.har to write one, --replay run.har to answer from one",
    "--iterations": "use --cycles N",
    "--live": "use --network allow",
    "--log": "use --trace, or xfetch troubleshoot --debug-mode",
    "--mock": "use --reply 'GET /alerts=@alerts.json', or --vendor FILE.py",
    "--now": "use --start 2024-01-01T00:00Z",
    "--out": "use -o FORMAT:FILE, such as -o html:run.html",
    "--report": "use -o html:run.html",
    "--runs": "use --cycles N",
    "--silent": "use -q",
    "--sqlite": "use --store FILE",
    "--timezone": "use --tz ZONE",
    "--watch": "use xfetch check --watch PATHS, which runs scenarios again when a file changes",
}
_FORMATS: Mapping[str, str] = {"htm": "html", "xml": "junit", "md": "markdown", "txt": "text"}
_SUFFIX_OF = {format_name: suffix for suffix, format_name in _FORMATS.items()} | {"html": "html"}
_OTHER_COMMANDS: Mapping[str, str] = {
    "help": "--help",
    "version": "--version",
    "serve": "vendor serve FILE.yml",
    "list": "samples",
    "fetch": "run TARGET",
    "debug": "troubleshoot TARGET",
}


def complaint(error: click.UsageError) -> UsageError:
    """Return the message for an error that click found: where, what, and on further lines what to type
    instead.
    """
    command = error.ctx.command_path if error.ctx else "xfetch"
    help_line = f"{command} --help says more"
    if isinstance(error, click.NoSuchOption):
        known = error.ctx.command.get_params(error.ctx) if error.ctx else []
        options = [name for one in known for name in (*one.opts, *one.secondary_opts)]
        advice = (*meant_option(error.option_name, options), help_line)
        what = f"{command} has no such option"
        return UsageError(what, where=error.option_name, advice=advice)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        advice = (*_examples(command), help_line)
        return UsageError(f"{_name(error.param)} is missing", where=command, advice=advice)
    where, what = command, _lower(error.message)
    if isinstance(error, click.BadOptionUsage):
        where = error.option_name
    elif isinstance(error, click.BadParameter) and error.param is not None:
        where, what = _name(error.param), error.message.removesuffix(".")
    what, *lines = what.splitlines()
    return UsageError(what, where=where, advice=(*(one.strip() for one in lines), help_line))


def meant_option(typed: str, known: Sequence[str]) -> Iterator[str]:
    """Yield advice for an option that does not exist: which option the user may mean."""
    name = typed.lower().replace("_", "-")
    format_name = name.lstrip("-")
    if format_name in REPORTS:
        file = f"run.{_SUFFIX_OF.get(format_name, format_name)}"
        yield f"did you mean -o {format_name}:{file}? Without :{file} it goes to stdout"
        return
    if name in _ELSEWHERE:
        yield f"{_ELSEWHERE[name]}"
        return
    begins = [one for one in known if one.startswith(name) and len(name) > 3]
    near = begins or get_close_matches(name, known, n=2, cutoff=0.75)
    if near:
        yield f"did you mean {' or '.join(near)}?"
    elif "--param" in known and typed.startswith("--"):
        yield f"if it is a parameter of the instance: --param {typed.lstrip('-')}=VALUE"


def no_command(typed: str, commands: Sequence[str]) -> Iterator[str]:
    """Yield the message that ``typed`` is not a command, and which command the user may mean."""
    # `xfetch --help` must not pay for this import.
    from xfetch.emulator.request.samples import sample_folders

    yield f"there is no command {typed!r}"
    near = get_close_matches(typed, commands, n=1, cutoff=0.6)
    if typed in _OTHER_COMMANDS:
        yield f"did you mean xfetch {_OTHER_COMMANDS[typed]}?"
    elif near:
        yield f"did you mean xfetch {near[0]}?"
    elif Path(typed).suffix == ".json" and Path(typed).is_file():
        yield f"to show a saved run: xfetch report {quote(typed)}"
    elif Path(typed).exists() or typed in {one.name for one in sample_folders()}:
        yield f"to run it: xfetch run {quote(typed)}"
    else:
        yield f"the commands: {', '.join(commands)}"


def meant_output(typed: str, formats: Sequence[str]) -> Iterator[str]:
    """Yield advice for a value of ``-o`` with an unknown format: which value the user may mean."""
    suffix = Path(typed).suffix.lstrip(".").lower()
    by_suffix = _FORMATS.get(suffix, suffix)
    head, colon, path = typed.partition(":")
    near = get_close_matches(head.lower(), formats, n=1, cutoff=0.7)
    if near:
        yield f"did you mean -o {near[0]}{colon}{path}?"
    elif by_suffix in formats:
        yield f"did you mean -o {by_suffix}:{typed}?"
    yield f"it is -o FORMAT:FILE, or -o FORMAT for stdout; the formats: {', '.join(formats)}"


def meant_json(option: str, typed: str) -> Iterator[str]:
    """Yield advice for a text that is not a JSON object: how to give ``option`` an object."""
    if not typed.startswith("{") and (Path(typed).suffix or Path(typed).is_file()):
        yield f"for a file: {option} @{typed}"
    else:
        yield f"""such as: {option} '{{"last_fetch": "2024-01-01T00:00:00Z"}}', or {option} @last.json"""


def _examples(command: str) -> Iterator[str]:
    if command == "xfetch check":
        yield "such as: xfetch check Packs"
    if command == "xfetch report":
        yield "such as: xfetch report run.json, which xfetch run -o json:run.json writes"
    if command.split()[-1] in ("run", "init", "troubleshoot"):
        yield f"such as: {command} Packs/Acme/Integrations/Acme"
    if command == "xfetch run":
        yield "or a sample: xfetch run boundary_repeated"


def _name(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return parameter.metavar or str(parameter.name).upper()


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:].removesuffix(".")

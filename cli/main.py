"""The group of all commands. Only here errors are turned into messages."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xfetch.emulator.errors import Bug, UsageError, XfetchError
from xfetch.emulator.printable import printable
from xfetch.emulator.scratch import remove_all
from xfetch.emulator.version import xfetch_version

from .lazy import LazyGroup
from .signals import stay_to_the_end
from .slips import complaint
from .start import start_text
from .terminal import echo, given_width

if TYPE_CHECKING:
    from xfetch.emulator.running.process.children import Children

_INTERRUPTED = 130
_STOPPED = XfetchError("interrupted")
_ARGV = "xfetch.argv"


class Complaint(click.ClickException):
    """An error that is shown as a message on stderr, with the exit code of the process.

    If the command line asks for JSON, a JSON document of the error is written to stdout too.
    """

    def __init__(
        self,
        error: XfetchError,
        ctx: click.Context | None = None,
        code: str = "",
        exit_code: int | None = None,
        argv: Sequence[str] = (),
    ) -> None:
        # Only an error needs this import; `xfetch --help` does not.
        from .error_document import code_of, document, is_written, wants_document

        super().__init__(str(error))
        self._columns = given_width(ctx)
        argv = argv or (ctx.meta.get(_ARGV, ()) if ctx is not None else ())
        self._document = ""
        if wants_document(argv) and not is_written(ctx):
            self._document = document(code or code_of(error), error, argv)
        setattr(self, "exit_code", error.exit_code if exit_code is None else exit_code)  # noqa: B010 - click declares it on the class

    def show(self, file: object = None) -> None:
        if self._document:
            echo(self._document)
        text = printable(f"error: {self.message}")
        # Only a terminal has a width: a file or another program gets the lines unwrapped.
        terminal = shutil.get_terminal_size().columns if sys.stderr.isatty() else None
        columns = self._columns or terminal
        echo(text if columns is None else wrapped(text, columns), err=True)


def wrapped(text: str, columns: int) -> str:
    """Wrap each line of the text to ``columns``; continuation lines are indented by two more blanks.

    Words that are longer than a line are not broken.
    """
    return "\n".join(piece for one in text.splitlines() for piece in _pieces(one, columns))


def _pieces(one: str, columns: int) -> list[str]:
    indent = " " * (len(one) - len(one.lstrip()) + 2)
    found = textwrap.wrap(
        one,
        columns,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    )
    return found or [""]


class Commands(LazyGroup):
    """The commands of xfetch. It turns errors of the library into messages, and bugs of xfetch into a
    request to report them.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_ARGV] = tuple(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            raise Complaint(complaint(error), ctx) from None

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        # Also for the help: without a terminal a description is one line, whatever COLUMNS says.
        if not sys.stdout.isatty():
            extra.setdefault("terminal_width", sys.maxsize)
        try:
            return super().make_context(info_name, args, parent, **extra)
        except KeyboardInterrupt:
            raise Complaint(_STOPPED, None, "interrupted", _INTERRUPTED, tuple(args)) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except XfetchError as error:
            raise Complaint(error, ctx) from error
        except click.UsageError as error:
            raise Complaint(complaint(error), ctx) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            raise Complaint(_STOPPED, ctx, "interrupted", _INTERRUPTED) from None
        except BrokenPipeError:
            _quiet_stdout()
            raise click.exceptions.Exit(1) from None
        except OSError as error:
            fault = _environment_fault(error)
            if fault is None:
                raise
            raise Complaint(fault, ctx, "machine") from None
        except Exception as error:
            # `xfetch --help` needs no mask; this import costs 15 ms of a start.
            from xfetch.emulator.masking.masked_error import itself_failed

            if os.environ.get("XFETCH_TRACEBACK"):
                if not isinstance(error, Bug):
                    raise
                echo(error.trace, err=True)
            what, *advice = itself_failed(error).splitlines()
            told = XfetchError(what, advice=tuple(one.strip() for one in advice))
            raise Complaint(told, ctx, "internal") from error


def _environment_fault(error: OSError) -> UsageError | None:
    """Return the message for an error of the machine: disk full, too many open files or processes, no working
    directory. Return None for other errors.
    """
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return UsageError(f"cannot write: {error.strerror}")
    if error.errno in (errno.EMFILE, errno.ENFILE):
        advice = ("ulimit -n shows the limit; xfetch needs a few dozen",)
        return UsageError("too many open files", advice=advice)
    if error.errno in (errno.EAGAIN, errno.ENOMEM):
        advice = ("ulimit -u and ulimit -v show the limits of processes and memory",)
        return UsageError(f"the machine lacks processes or memory: {error.strerror}", advice=advice)
    try:
        Path.cwd()
    except OSError:
        return UsageError("the working directory was deleted", advice=("cd to one that exists",))
    return None


def _quiet_stdout() -> None:
    """Replace stdout, whose reader is gone, by the null device, so that the interpreter exits without an
    error.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _show_version(ctx: click.Context, option: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        echo(f"xfetch, version {xfetch_version()}")
        ctx.exit()


@click.group(
    "xfetch",
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Run the fetch of a Cortex XSOAR integration on this machine, against a simulated product and clock.

    \b
    xfetch run helloworld_twin        a sample
    xfetch run Packs/Acme/Integrations/Acme
    xfetch COMMAND --help             options and examples
    """
    if ctx.invoked_subcommand is None:
        echo(start_text().removesuffix("\n"))
        ctx.exit(2)


def main(children: Children | None = None) -> None:
    """Run the command line. ``children`` holds the child process that was started for it; None where it
    needs none.
    """
    try:
        cli(prog_name="xfetch", obj=children)
    finally:
        stay_to_the_end()
        remove_all()

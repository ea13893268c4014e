"""Options are fields of dataclasses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import click
import pytest
from click.testing import CliRunner

from xfetch.cli.declaring import argument, option, taking
from xfetch.cli.lazy import COMMANDS
from xfetch.cli.main import cli


@dataclass(frozen=True)
class First:
    place: str = argument()
    names: tuple[str, ...] = option("--name", multiple=True)


@dataclass(frozen=True)
class Second:
    count: int = option("-c", "--count", default=3)


@click.command()
@taking(First, Second)
def probe(ctx: click.Context, first: First, second: Second) -> None:
    """Say what was read."""
    click.echo(f"{ctx.info_name} {first} {second}")


def test_each_class_gets_its_options() -> None:
    result = CliRunner().invoke(probe, ["here", "--name", "a", "-c", "4", "--name", "b"])
    assert result.output == ("probe First(place='here', names=('a', 'b')) Second(count=4)\n")


def test_the_help_has_the_order_of_the_fields() -> None:
    shown = CliRunner().invoke(probe, ["--help"]).output
    assert "PLACE" in shown
    assert "Say what was read." in shown
    assert shown.index("--name") < shown.index("--count")


# What they mean differs from command to command.
OWN_HELP = {"-o", "--output", "-q", "--quiet", "-j", "--jobs", "--cycles", "--merge", "--dask"}


def test_an_option_of_several_commands_has_one_help() -> None:
    texts = defaultdict(set)
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        for one in command.params:
            if isinstance(one, click.Option):
                for spelled in one.opts:
                    texts[spelled].add(one.help)
    assert {spelled for spelled, helps in texts.items() if len(helps) > 1} == OWN_HELP


@pytest.mark.parametrize("name", COMMANDS)
def test_no_option_is_declared_twice(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    spelled = [text for one in command.params for text in (*one.opts, *one.secondary_opts)]
    assert len(spelled) == len(set(spelled))

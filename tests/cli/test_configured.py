"""Defaults of options from ``[tool.xfetch]`` in ``pyproject.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from tests.cli.told import invoke
from tests.emulator import worlds
from xfetch.cli.configured import configured
from xfetch.cli.lazy import COMMANDS
from xfetch.cli.main import cli

CONTEXT = click.Context(cli)
ALL = {name: cli.get_command(CONTEXT, name) for name in COMMANDS}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def defaults(name: str) -> dict[str, Any]:
    command = ALL[name]
    assert command is not None
    return configured(name, command, lambda: {key: one for key, one in ALL.items() if one})


def commands() -> Iterator[tuple[str, str, click.Option]]:
    """The table of a command, its name, and each option that may have a default."""
    for name, command in ALL.items():
        subs = command.commands if isinstance(command, click.Group) else {}
        for sub, one in [("", command), *subs.items()]:
            assert one is not None
            for option in one.params:
                if isinstance(option, click.Option) and not option.is_eager and name != "rules":
                    yield f"{name}.{sub}".rstrip("."), name, option


def value_of(option: click.Option) -> str:
    """A value that the option takes, as TOML."""
    one = '"x"'
    if isinstance(option.type, click.Choice):
        one = f'"{option.type.choices[-1]}"'
    elif isinstance(option.type, click.types.IntParamType | click.types.FloatParamType):
        one = "7"
    elif option.is_flag:
        one = "true"
    return f"[{one}]" if option.multiple else one


def test_every_option_of_every_command_can_have_a_default(place: Path) -> None:
    seen = 0
    for table, name, option in commands():
        key = max(option.opts, key=len).lstrip("-")
        text = f"[tool.xfetch.{table}]\n{key} = {value_of(option)}\n"
        (place / "pyproject.toml").write_text(text)
        found = defaults(name)
        for sub in table.split(".")[1:]:
            found = found[sub]
        assert list(found) == [option.name], text
        seen += 1
    assert seen > 100


def test_the_command_line_wins(place: Path) -> None:
    home = worlds.write(place, "demisto.incidents([])")
    (place / "pyproject.toml").write_text("[tool.xfetch.run]\ncycles = 2\nisolation = 'inline'\n")
    assert "1 cycle " in invoke("run", home, "-q", "--cycles", 1).output
    (home / "scenario.yml").write_text("cycles: 3\n")
    assert "3 cycles" in invoke("run", home, "-q").output, "a scenario wins too"


def test_a_default_for_all_is_for_those_that_have_the_option(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "pyproject.toml").write_text(
        "[tool.xfetch]\nfail-on = 'warning'\noutput = ['json']\nbaseline = 'known.json'\n"
        "[tool.xfetch.run]\nfail-on = 'never'\n"
    )
    deep = place / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert defaults("run") == {"fail_on": "never", "outputs": ["json"]}
    assert defaults("check")["baseline"] == "../../known.json"
    assert defaults("init") == {}, "its -o takes one file"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "[tool.xfetch]\nstrikt = true",
            "[tool.xfetch]: unknown key 'strikt'\n  did you mean strict",
        ),
        ("[tool.xfetch.rum]\ncycles = 1", "[tool.xfetch]: unknown key 'rum'\n  did you mean run"),
        (
            "[tool.xfetch.run]\ncycle = 1",
            "[tool.xfetch.run]: unknown key 'cycle'\n  did you mean cy",
        ),
        ("[tool.xfetch.run]\nhelp = true", "[tool.xfetch.run]: unknown key 'help'"),
        ("[tool.xfetch.init]\nagent = true", "[tool.xfetch.init]: unknown key 'agent'"),
        (
            "[tool.xfetch]\ncycles = '2'",
            "[tool.xfetch] cycles: '2' does not fit --cycles, which takes a whole number",
        ),
        ("[tool.xfetch.run]\nstrict = 1", "[tool.xfetch.run] strict: 1 does not fit --strict"),
        ("[tool.xfetch.run]\ncycles = true", "[tool.xfetch.run] cycles: True does not fit"),
        ("[tool.xfetch.run]\noutput = 'json'", "[tool.xfetch.run] output: 'json' does not fit"),
        ("[tool.xfetch.run]\ncycles = 0", "[tool.xfetch.run] cycles: 0 is less than 1"),
        ("[tool.xfetch]\nfail-on = 'x'", "[tool.xfetch] fail-on: 'x' is not one of"),
        ("[tool.xfetch.vendor.serv]\n", "[tool.xfetch.vendor]: unknown key 'serv'"),
        ("[tool.xfetch\n", "broken: "),
    ],
)
def test_a_wrong_configuration_is_one_message_with_file_and_key(
    place: Path, text: str, told: str
) -> None:
    (place / "pyproject.toml").write_text(text)
    calls = {"vendor": ("vendor", "serve", "x"), "init": ("init", "x")}
    result = invoke(*next((one for name, one in calls.items() if name in text), ("run", "x")))
    assert result.exit_code == 2
    assert result.output.startswith("error: pyproject.toml")
    assert told in result.output
    assert invoke("run", "--help").exit_code == 0

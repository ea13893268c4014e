"""A slip on the command line gets the right form back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.cli.grouped import REST, grouped
from xfetch.cli.main import cli

from .told import invoke

import click  # isort: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with an integration, a saved last run and a saved report."""
    worlds.write(tmp_path, "demisto.incidents([])")
    (tmp_path / "last.json").write_text('{"a": 1}', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "says", "code"),
    [
        ("Probe", "to run it: xfetch run Probe", 2),
        ("helloworld_twin", "to run it: xfetch run helloworld_twin", 2),
        ("last.json", "to show a saved run: xfetch report last.json", 2),
        ("rnu Probe", "did you mean xfetch run?", 2),
        ("help", "did you mean xfetch --help?", 2),
        ("nonsense", "the commands: run, init", 2),
        ("run", "xfetch run: TARGET is missing\n  such as: xfetch run Packs/", 2),
        ("check", "xfetch check: PATHS is missing\n  such as: xfetch check Packs", 2),
        ("vendor", "xfetch vendor: missing command", 2),
        ("run Prob", "Prob: no such file or folder\n  did you mean Probe?", 3),
        ("run Probe more", "unexpected extra argument (more)", 2),
        ("run Probe -o run.html", "did you mean -o html:run.html?", 2),
        ("run Probe -o a/run.md", "did you mean -o markdown:a/run.md?", 2),
        ("run Probe -o run.xml", "did you mean -o junit:run.xml?", 2),
        ("run Probe -o jsn:run.json", "did you mean -o json:run.json?", 2),
        ("run Probe -o HTML:run.html", "did you mean -o html:run.html?", 2),
        ("run Probe -o yaml", "it is -o FORMAT:FILE, or -o FORMAT for stdout", 2),
        ("run Probe --json", "did you mean -o json:run.json?", 2),
        ("run Probe --html", "did you mean -o html:run.html?", 2),
        ("run Probe --junit", "did you mean -o junit:run.xml?", 2),
        ("run Probe --watch", "use xfetch check --watch PATHS", 2),
        ("run Probe --mock x", "use --reply 'GET /alerts=@alerts.json'", 2),
        ("run Probe -p a=b", "use --param NAME=VALUE", 2),
        ("run Probe --cycle 3", "did you mean --cycles?", 2),
        ("run Probe --last_run {}", "did you mean --last-run?", 2),
        ("run Probe --lastrun {}", "did you mean --last-run?", 2),
        ("run Probe --url https://a", "--param url=VALUE", 2),
        ("run Probe --last-run last.json", "for a file: --last-run @last.json", 2),
        ("run Probe --context gone.json", "for a file: --context @gone.json", 2),
        ("run Probe --last-run nonsense", """such as: --last-run '{"last_fetch": """, 2),
        ("run Probe --last-run", "option '--last-run' requires an argument", 2),
        ("run Probe --interval 5", "--interval: '5' has no unit\n  --interval 5s, or ", 2),
        ("run Probe --timeout 300", "--timeout 300s, or --timeout 300m", 2),
        ("run Probe --cycles 0", "--cycles: '0' is less than 1", 2),
        ("run Probe --params url=x", "for one parameter: --param url=x", 2),
        ("check --html Probe", "did you mean -o html:run.html?", 2),
    ],
)
def test_a_slip_gets_the_right_form_back(place: Path, typed: str, says: str, code: int) -> None:
    told = invoke(*typed.split())
    assert told.exit_code == code, told.output
    assert told.output.startswith("error: ")
    assert "Traceback" not in told.output
    assert says in told.output


@pytest.mark.parametrize("typed", ["{'a': 1, 'b': [None, True]}", '{"a": 1, "b": [null, true]}'])
def test_a_last_run_is_taken_as_logs_print_it(place: Path, typed: str) -> None:
    run = ("run", "Probe", "--cycles", 1, "--isolation", "inline", "-o", "json")
    told = json.loads(invoke(*run, "--last-run", typed).stdout)
    assert told["cycles"][0]["last_run"]["before"] == {"a": 1, "b": [None, True]}


def test_a_number_of_seconds_that_is_none_needs_no_unit(place: Path) -> None:
    run = ("run", "Probe", "--cycles", 1, "--isolation", "inline")
    assert invoke(*run, "--latency", "0").exit_code == 0
    assert "every 5s from" in invoke(*run, "--interval", "5s").output


def test_every_option_of_run_stands_in_a_group() -> None:
    run = cli.get_command(click.Context(cli), "run")
    assert run is not None
    titles = [title for title, _ in grouped(run, click.Context(run, help_option_names=["--help"]))]
    assert titles[0] == "Start here"
    assert REST not in titles, "add the new option to GROUPS in cli/grouped.py"


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_no_help_is_wider_than_the_terminal_or_cut(columns: int) -> None:
    context = click.Context(cli, terminal_width=columns)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        text = command.get_help(click.Context(command, info_name=name, parent=context))
        assert max(map(len, text.splitlines())) <= columns, name
        assert "..." not in text.partition("\n")[2], name


def test_without_a_command_it_says_what_to_do_first(monkeypatch: pytest.MonkeyPatch) -> None:
    told = invoke()
    assert told.exit_code == 2
    assert "xfetch run helloworld_twin\n" in told.stdout
    assert max(map(len, told.stdout.splitlines())) <= 62
    assert "pip install" not in told.stdout
    monkeypatch.setattr("xfetch.cli.start.find_spec", lambda name: None)
    assert "pip install dateparser requests" in invoke().stdout

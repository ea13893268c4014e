"""No output goes into the file of another one, or onto a file that the command reads, by whatever name."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.emulator import worlds
from xfetch.cli.main import cli

GOOD = "demisto.incidents([{'name': 'n', 'rawJSON': '{}'}])"
SCENARIO = "integration: Probe\ncycles: 1\nvendor: vendor.py\nevents: events.jsonl\n"
VENDOR = "class Vendor:\n    def handle(self, request):\n        return {}\n"


@pytest.fixture(autouse=True)
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    worlds.write(tmp_path, GOOD)
    Path("in.xfetch.yml").write_text(SCENARIO)
    Path("vendor.py").write_text(VENDOR)
    Path("events.jsonl").write_text('{"id": "1", "created": "+1s"}\n')
    Path("params.yml").write_text("url: https://a.example.com\n")
    Path("last.json").write_text("{}")
    Path("answer.json").write_text("[]")
    Path("module.py").write_text("")


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments])


def written() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


def refused(result: Result, before: dict[str, bytes], *told: str) -> None:
    assert result.exit_code == 2, result.output
    for text in told:
        assert text in result.output
    assert written() == before


def symbolic(name: str, other: str) -> None:
    Path(other).symlink_to(name)


def hard(name: str, other: str) -> None:
    Path(name).touch()
    os.link(name, other)


@pytest.mark.parametrize("other", ["z", "./z", "Probe/../z"])
@pytest.mark.parametrize(
    "options",
    [
        ("-o", "json:z", "-o", "html:{other}"),
        ("--store", "z", "-o", "json:{other}"),
        ("--record", "z", "-o", "json:{other}"),
        ("--record", "z", "--store", "{other}"),
    ],
    ids=" ".join,
)
def test_two_outputs_into_one_file_are_refused(options: tuple[str, ...], other: str) -> None:
    named = [text.format(other=other) for text in options]
    refused(invoke("run", "Probe", *named), written(), "is written into the same file")


@pytest.mark.parametrize("link", [symbolic, hard])
@pytest.mark.parametrize("option", ["--store", "--record", "-o"])
def test_a_link_is_no_other_file(link: Callable[[str, str], None], option: str) -> None:
    link("z", "link")
    first = "json:z" if option == "-o" else "z"
    result = invoke("run", "Probe", option, first, "-o", "html:link")
    refused(result, written(), "is written into the same file")


@pytest.mark.parametrize(
    ("target", "path", "told"),
    [
        ("Probe", "Probe/Probe.py", "the integration\n"),
        ("Probe", "Probe/Probe.yml", "the integration's yml"),
        ("in.xfetch.yml", "in.xfetch.yml", "the scenario"),
        ("in.xfetch.yml", "Probe/Probe.py", "the integration\n"),
        ("in.xfetch.yml", "vendor.py", "the vendor"),
        ("in.xfetch.yml", "events.jsonl", "the file of events"),
        ("Probe", "params.yml", "the file of parameters"),
        ("Probe", "last.json", "what --last-run reads"),
        ("Probe", "answer.json", "an answer"),
        ("Probe", "module.py", "a module"),
    ],
)
@pytest.mark.parametrize("command", ["run", "troubleshoot"])
def test_an_output_onto_an_input_is_refused(
    command: str, target: str, path: str, told: str
) -> None:
    options = ["--params", "params.yml", "--last-run", "@last.json", "--module", "acme=module.py"]
    if target == "Probe":
        options += ["--reply", "*=@answer.json"]
    result = invoke(command, target, *options, "-o", f"json:{path}")
    refused(result, written(), f"it would overwrite {told}")


def test_the_log_of_debug_mode_is_an_output_too() -> None:
    result = invoke("troubleshoot", "Probe", "--debug-mode", "-o", "json:fetch-incidents.log")
    refused(result, written(), "is written into the same file")


@pytest.mark.parametrize("path", ["in.xfetch.yml", "Probe/Probe.py", "vendor.py"])
def test_a_check_overwrites_nothing_that_it_reads(path: str) -> None:
    refused(invoke("check", ".", "-o", f"junit:{path}"), written(), "it would overwrite")


@pytest.mark.parametrize("path", ["Probe/Probe.py", "params.yml"])
def test_a_scenario_to_begin_with_overwrites_nothing_that_it_is_made_from(path: str) -> None:
    result = invoke("init", "Probe", "--force", "--params", "params.yml", "-o", path)
    refused(result, written(), "it would overwrite")


def test_a_report_does_not_overwrite_the_run_it_is_made_from() -> None:
    invoke("run", "Probe", "--cycles", "1", "-o", "json:r.json", "--isolation", "inline")
    refused(invoke("report", "r.json", "-o", "html:./r.json"), written(), "the saved run")


def test_a_device_takes_any_number() -> None:
    options = ("-o", "json:/dev/null", "-o", "html:/dev/null", "--isolation", "inline")
    assert invoke("run", "Probe", "--cycles", "1", *options).exit_code in (0, 1)

"""With -o json stdout is one JSON document whatever happens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import validate

from tests.emulator import worlds
from xfetch.cli import outputs
from xfetch.cli.document_schemas import document_schema
from xfetch.cli.error_document import MASK, wants_document
from xfetch.cli.lazy import COMMANDS
from xfetch.cli.main import cli
from xfetch.emulator.errors import UsageError
from xfetch.emulator.masking import mask

SECRET = "pl4in-Secret-Key-01"
# A child process would be started for each call without it.
INLINE = ("--isolation", "inline")
WRONG_OPTIONS: tuple[tuple[str, ...], ...] = (
    ("--bogus",),
    ("--cycles",),
    ("--cycles", "no"),
    ("--cycles", "0"),
    ("--cycles", "-1"),
    ("--interval", "5 bananas"),
    ("--interval", "0"),
    ("--start", "yesterday-ish"),
    ("--tz", "Mars/Olympus"),
    ("--timeout", "never"),
    ("--param", "no-equals"),
    ("--params", "gone.yml"),
    ("--last-run", "{"),
    ("--last-run", "@gone.json"),
    ("--context", "[1"),
    ("--reply", "nonsense"),
    ("--reply", "GET /a=@gone.json"),
    ("--vendor", "gone.py"),
    ("--scenario", "gone.yml"),
    ("--events", "gone.json"),
    ("--replay", "gone.har"),
    ("--record", "a/b/c.har"),
    ("--latency", "slow"),
    ("--network", "maybe"),
    ("--fill", "everything"),
    ("--platform", "xsoar-5"),
    ("--rule", "XF999=off"),
    ("--rule", "XF102=loud"),
    ("--fail-on", "nothing-known"),
    ("--id-field", ""),
    ("--width", "3"),
    ("--memory", "lots"),
    ("--content", "gone"),
    ("--commonserver", "gone.py"),
    ("--python", "gone-python"),
    ("--event", ""),
    ("-o", "json"),
    ("-o", "pdf"),
    ("-o", "html:"),
    ("-o", "html:gone/run.html"),
    ("-o", "html:."),
    ("--store", "gone/run.db"),
    ("surplus", "words"),
)
TARGETS = ("gone.py", "a.txt", "binary.py", "broken.py", "empty.py", "broken.yml", ".", "a folder")


def wrong_calls() -> Iterator[tuple[str, ...]]:
    """Yield more than 200 calls, each of which is wrong in one way or in several."""
    for name in ("run", "troubleshoot"):
        for options in WRONG_OPTIONS:
            yield (name, "good.py", *options, *INLINE)
            yield (name, "gone.py", *options, *INLINE)
        for target in TARGETS:
            yield (name, target, *INLINE)
        yield (name, *INLINE)
    for name in COMMANDS:
        for target in (*TARGETS[:4], "--bogus"):
            yield (name, target)
    for wrong in (
        *(
            ("--shard", "3/2"),
            ("--durations", "gone.json"),
            ("--durations", "0"),
            ("--merge", "gone"),
        ),
        *(("--dask", "nonsense", "--watch"), ("--dask", "a:1", "--merge", "gone"), ("--changed",)),
        *(("--diff",), ("--baseline", "gone"), ("--explore", "never"), ("-k", "nothing")),
    ):
        yield ("check", ".", *wrong)
    yield ("report", "--merge", "gone.json")
    yield ("report", "--merge", "a.txt", "--verbose")
    yield ("report", "a.txt", "good.py")
    for name in ("", "rnu", "fetch", "version", "good.py", "--bogus", "-x", "good"):
        yield tuple(filter(None, (name,)))


def documents(*arguments: str) -> tuple[int, Any]:
    """Call xfetch with -o json; return the exit code and what stdout holds."""
    result = CliRunner().invoke(cli, [*arguments, "-o", "json"])
    assert "Traceback" not in result.output
    return result.exit_code, json.loads(result.stdout)


def test_two_hundred_wrong_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.py").write_text(worlds.HEAD + "demisto.incidents([])  # fetch-incidents\n")
    Path("a.txt").write_text("hello")
    Path("binary.py").write_bytes(b"\x00\x01")
    Path("broken.py").write_text("def f(:")
    Path("empty.py").write_text("")
    Path("broken.yml").write_text("a: [")
    Path("a folder").mkdir()
    calls, errors = set(wrong_calls()), 0
    for call in sorted(calls):
        code, document = documents(*call)
        if "error" in document:
            validate(document, document_schema("error"))
            assert code in (2, 3, 4), call
            assert document["error"]["argv"][-2:] == ["-o", "json"]
            errors += 1
    assert errors >= 200


def test_the_parts_of_an_error(tmp_path: Path) -> None:
    _, document = documents("run", "no such thing", "--param", f"apikey={SECRET}")
    error = document["error"]
    assert error["code"] == "cannot-load"
    assert error["message"] == "no such file or folder"
    assert error["where"] == "no such thing"
    assert "`xfetch samples` lists integrations that ship with xfetch" in error["hint"]
    assert error["argv"][2:4] == ["--param", f"apikey={MASK}"]
    code, document = documents("run", "x", "--cycles=no", "--param=a=" + SECRET, "--context", "{}")
    assert (code, document["error"]["code"]) == (2, "usage")
    assert document["error"]["where"] == "--cycles"
    assert document["error"]["argv"][2:6] == ["--cycles=no", f"--param={MASK}", "--context", MASK]
    assert MASK == mask.MASK


@pytest.mark.parametrize(
    ("argv", "wanted"),
    [
        ((), False),
        (("run", "x", "-o", "json"), True),
        (("run", "-ojson"), True),
        (("run", "--output=json"), True),
        (("run", "--output", "json", "x"), True),
        (("run", "-o", "json:run.json"), False),
        (("run", "-o"), False),
        (("run", "json"), False),
    ],
)
def test_who_wants_json(argv: tuple[str, ...], wanted: bool) -> None:
    assert wants_document(argv) is wanted


def test_a_later_error_adds_no_second_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report stands on stdout when the other file turns out not to be writable."""

    def fails(path: Path, pieces: object) -> None:
        raise UsageError("cannot write there: No space left on device", where=str(path))

    monkeypatch.setattr(outputs, "write_whole", fails)
    code, document = documents("run", "healthy", "--cycles", "1", *INLINE, "-o", "html:run.html")
    assert code == 2
    assert document["summary"]["cycles"] == 1


def test_the_rules_as_json() -> None:
    code, document = documents("rules")
    assert code == 0
    validate(document, document_schema("rules"))
    code, document = documents("rules", "XF102")
    assert [one["code"] for one in document["rules"]] == ["XF102"]

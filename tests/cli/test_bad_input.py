"""Everything a user can get wrong ends in one message: what, where, what to do. Never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.emulator import worlds
from xfetch.cli.main import cli

GOOD = "demisto.incidents([])"


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def fails(result: Result, code: int, *says: str) -> None:
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    assert "xfetch itself failed" not in result.output
    for text in says:
        assert text in result.output


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return worlds.write(tmp_path, GOOD)


def test_no_such_file(tmp_path: Path) -> None:
    fails(invoke("run", tmp_path / "gone.py"), 3, "gone.py", "no such file", "xfetch samples")


def test_no_target() -> None:
    fails(invoke("run"), 2, "TARGET")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"hello", "not an integration"),
        ("a.py", b"\x00\x01", "not Python source in UTF-8"),
        ("a.py", b"def f(:", "syntax error"),
        ("a.py", b"print 'fetch-incidents'\n", "Python 2"),
        ("a.yml", b"a: [", "a.yml"),
        ("a.py", b"import nothing_of_the_kind  # fetch-incidents\n", "pip install"),
        ("a.py", b"x = 1\n", "no command fetch-incidents"),
    ],
)
def test_no_integration(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    fails(invoke("run", path), 3, name, says)
    fails(invoke("troubleshoot", path), 3, name, says)


def test_a_fetch_function_without_a_command_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("def fetch_incidents(client):\n    pass\n")
    fails(
        invoke("run", path), 3, "no command fetch-incidents", "fetch_incidents is defined at a.py:1"
    )


def test_a_fetch_function_that_is_never_reached_is_named(tmp_path: Path) -> None:
    home = worlds.write_raw(
        tmp_path,
        """
        import demistomock as demisto
        def fetch_incidents():
            demisto.incidents([])
        if __name__ == '__main__':
            if demisto.command() == 'fetch-incidents':
                fetch_incidents()
        """,
    )
    fails(invoke("run", home), 3, "Probe.py:3", "never reached", "builtins")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--cycles", "0"], "--cycles"),
        (["--cycles", "many"], "--cycles"),
        (["--interval", "soon"], "--interval"),
        (["--interval", "0s"], "--interval"),
        (["--latency", "-1s"], "--latency"),
        (["--timeout", "x"], "--timeout"),
        (["--start", "yesterday"], "--start"),
        (["--tz", "Mars/Olympus"], "--tz"),
        (["--last-run", "{"], "not JSON"),
        (["--last-run", "[1]"], "JSON object"),
        (["--last-run", "@gone.json"], "gone.json"),
        (["--context", "nope"], "--context"),
        (["--param", "apikey"], "apikey"),
        (["--param", "apikye=x"], "apikey"),
        (["--params", "gone.yml"], "gone.yml"),
        (["--fail-cycle", "9"], "no cycle 9"),
        (["--assume", "all-is-well=yes"], "tick-while-running"),
        (["--assume", "context-after-error=maybe"], "kept, dropped"),
        (["--content", "/nowhere/at/all"], "--content"),
        (["--reply", "GET /x"], "--reply"),
        (["--reply", "GET /x=@gone.json"], "gone.json"),
        (["--network", "maybe"], "--network"),
        (["--network", "allow", "--start", "2024-01-01"], "--start"),
        (["-o", "yaml"], "text, json"),
        (["-o", "json", "-o", "text"], "only one report can go to stdout"),
        (["-o", "json:/nowhere/at/all/run.json"], "cannot write"),
        (["-o", "json:"], "a file must follow"),
        (["--fill", "all"], "--fill"),
        (["--no-such-option"], "--no-such-option"),
    ],
)
def test_bad_options(good: Path, options: list[str], says: str) -> None:
    fails(invoke("run", good, *options), 2, says)


def test_a_wrong_parameter_is_refused_with_the_nearest_right_ones(good: Path) -> None:
    fails(invoke("run", good, "--param", "api_key=x"), 2, "api_key", "apikey")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "the vendor file does not exist"),
        ("def f(:", "SyntaxError: invalid syntax"),
        ("x = 1", "class Vendor"),
        ("class Vendor:\n    pass\n", "handle"),
        (
            "class Vendor:\n    handle = lambda *a: []\n    def __init__(self):\n        1 / 0\n",
            "ZeroDivisionError",
        ),
        ("import nothing_of_the_kind\n", "nothing_of_the_kind"),
    ],
)
def test_bad_vendor_files(good: Path, tmp_path: Path, text: str | None, says: str) -> None:
    path = tmp_path / "alerts.py"
    if text is not None:
        path.write_text(text)
    fails(invoke("run", good, "--vendor", path), 3, "alerts.py", says)


ASKS = """
import demistomock as demisto
import requests
if demisto.command() == 'fetch-incidents':
    try:
        requests.get("https://probe.example.com/api/alerts", params={"max": 5})
    except Exception:
        pass
    demisto.incidents([])
"""


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("raise KeyError('x')", "KeyError"),
        ("return 42", "int"),
    ],
)
def test_a_vendor_that_breaks_is_told_from_an_integration_that_does(
    tmp_path: Path, body: str, says: str
) -> None:
    home = worlds.write_raw(tmp_path, ASKS)
    path = worlds.vendor(
        tmp_path, f"class Vendor:\n    def handle(self, request, now):\n        {body}\n"
    )
    fails(invoke("run", home, "--vendor", path), 3, "vendor.py", says)


def test_no_vendor_at_hand_ends_the_run_and_says_how_to_answer(tmp_path: Path) -> None:
    home = worlds.write_raw(tmp_path, ASKS)
    result = invoke("run", home)
    fails(
        result,
        4,
        "GET https://probe.example.com/api/alerts?max=5",
        "--reply 'GET /alerts=@alerts.json'",
        "--vendor FILE.py",
        "--network allow",
    )


def test_an_unwritable_path_is_found_before_the_run(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*args: object) -> None:
        raise AssertionError("it ran")

    monkeypatch.setattr("xfetch.cli.commands.run.emulate", explode)
    fails(invoke("run", good, "-o", f"json:{tmp_path / 'none' / 'run.json'}"), 2, "cannot write")
    (tmp_path / "folder").mkdir()
    fails(invoke("run", good, "-o", f"json:{tmp_path / 'folder'}"), 2, "folder")


def test_a_bug_of_xfetch_asks_to_be_reported(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*args: object) -> None:
        raise RuntimeError("of its own")

    monkeypatch.setattr("xfetch.cli.commands.run.prepare", explode)
    result = invoke("run", good)
    assert result.exit_code == 3
    assert "xfetch itself failed: RuntimeError: of its own" in result.output
    assert "Traceback" not in result.output


def test_samples_are_copied_into_an_empty_folder_only(tmp_path: Path) -> None:
    target = tmp_path / "mine"
    assert invoke("samples", target).exit_code == 0
    assert (target / "healthy" / "healthy.py").is_file()
    fails(invoke("samples", target), 2, "not an empty folder")


def test_windows_gets_one_clear_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from xfetch.cli import entry

    monkeypatch.setattr("sys.platform", "win32")
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 3
    assert "WSL" in capsys.readouterr().err


def exit_code_of(good: Path) -> Callable[..., int]:
    return lambda *options: invoke("run", good, *options).exit_code


def test_exit_codes_of_findings(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "demisto.incidents([{'name': 'a', 'rawJSON': '{}'}])")
    code = exit_code_of(home)
    assert code("--cycles", "1") == 0
    assert code("--cycles", "2") == 1, "a duplicate"
    assert code("--cycles", "2", "--fail-on", "never") == 0
    silent = exit_code_of(worlds.write(tmp_path, GOOD, name="Silent"))
    assert silent() == 0
    assert silent("--strict") == 1, "it proves nothing"
    failing = exit_code_of(worlds.write(tmp_path, GOOD, name="Failing"))
    assert failing("--fail-cycle", "2") == 0, "it was asked for"
    raising = exit_code_of(worlds.write(tmp_path, "raise ValueError('x')", name="Raising"))
    assert raising("--cycles", "1") == 1


def test_json_goes_to_stdout_alone(good: Path) -> None:
    result = CliRunner().invoke(cli, ["run", str(good), "-o", "json"])
    assert json.loads(result.stdout)["schema"] == 1


def test_a_main_that_is_never_called_is_named(tmp_path: Path) -> None:
    home = worlds.write_raw(
        tmp_path,
        """
        import demistomock as demisto
        def main():
            if demisto.command() == 'fetch-incidents':
                demisto.incidents([])
        """,
    )
    fails(invoke("run", home), 3, "Probe.py:3", "main is defined", "call main()")


def test_a_rule_that_does_not_exist_cannot_be_expected(tmp_path: Path, good: Path) -> None:
    scenario = tmp_path / "s.yml"
    scenario.write_text("expect: {rules: {XF199: 0}}\n")
    fails(invoke("run", good, "--scenario", scenario), 2, "s.yml", "'XF199'", "did you mean XF1")


@pytest.mark.parametrize("line", ["configuration: yes", "script: 3"])
def test_a_yml_of_the_wrong_kinds_is_broken(good: Path, line: str) -> None:
    key = line.partition(":")[0]
    rest = {"configuration": "script: {type: python}", "script": "configuration: []"}[key]
    (good / "Probe.yml").write_text(f"commonfields: {{id: a}}\n{line}\n{rest}\n")
    fails(invoke("run", good), 3, "Probe.yml", f"{key} must be")


def test_a_count_that_is_no_number(good: Path) -> None:
    fails(invoke("run", good, "--cycles", "abc"), 2, "'abc' is not a whole number")


def test_how_other_languages_spell_a_comparison(tmp_path: Path, good: Path) -> None:
    scenario = tmp_path / "s.yml"
    scenario.write_text("api: {routes: [{get: /a, filter: {created: {gte: query.since}}}]}\n")
    fails(invoke("run", good, "--scenario", scenario), 3, "did you mean 'ge'?")


def test_an_id_field_of_no_incident_is_a_warning(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "demisto.incidents([{'name': 'n', 'rawJSON': '{}'}])")
    result = invoke("run", home, "--id-field", "nope")
    assert "warning  --id-field nope is in no incident" in result.output


def test_code_without_parameters_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "alone.py"
    path.write_text(
        "import demistomock as demisto\n"
        "if demisto.command() == 'fetch-incidents':\n"
        "    demisto.incidents([demisto.params()['url']])\n"
    )
    fails(invoke("run", path), 1, "no yml beside it", "--param url=")


@pytest.mark.parametrize("dies", ["import os; os._exit(3)", "import nosuchlib"])
def test_what_no_parameter_mends_is_not_given_that_remedy(tmp_path: Path, dies: str) -> None:
    path = tmp_path / "alone.py"
    path.write_text(
        "import demistomock as demisto\n"
        "def main():\n"
        f"    {dies}\n"
        "if demisto.command() == 'fetch-incidents':\n"
        "    main()\n"
    )
    result = invoke("run", path, "--cycles", "1")
    fails(result, 1)
    assert "--param url=" not in result.output


def test_two_reports_into_one_file(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "r"
    fails(
        invoke("run", good, "-o", f"json:{path}", "-o", f"html:{path}"),
        2,
        "is written into the same file",
    )


def test_a_report_goes_through_a_device_or_a_pipe_and_along_a_link(
    good: Path, tmp_path: Path
) -> None:
    pipe, link, real = tmp_path / "pipe", tmp_path / "link", tmp_path / "real"
    os.mkfifo(pipe)
    real.write_text("old")
    link.symlink_to(real)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    fails(invoke("run", good, "-o", f"markdown:{pipe}", "-o", f"json:{link}"), 0)
    assert os.read(reader, 2) == b"##"
    os.close(reader)
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert json.loads(real.read_text())["cycles"]
    fails(invoke("run", good, "--store", pipe), 2, "is not a store of xfetch; it is left as it is")
    assert pipe.is_fifo()


def test_half_a_surrogate_pair_in_an_answer(tmp_path: Path) -> None:
    raw = "json.dumps({'id': chr(0xd83d)})"
    path = worlds.write(tmp_path, f"demisto.incidents([{{'name': 'x', 'rawJSON': {raw}}}])")
    whole = tmp_path / "r.json"
    fails(invoke("run", path, "--cycles", "1", "-o", f"json:{whole}"), 0)
    assert "d83d" in whole.read_text()
    cut = worlds.write(tmp_path, "demisto.incidents([{'name': 'x' + chr(0xd83d)}])")
    outputs = ("-o", f"json:{whole}", "-o", f"html:{tmp_path / 'r.html'}")
    done = subprocess.run(
        [sys.executable, "-m", "xfetch.cli", "run", str(cut), "--cycles", "1", *outputs],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "\\ud83d" in done.stdout
    assert json.loads(whole.read_text())["cycles"][0]["incidents"][0]["name"] == "x\ud83d"
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


@pytest.mark.parametrize("start", ["9999-12-31", "0001-01-01"])
def test_a_start_beyond_the_clock(good: Path, start: str) -> None:
    fails(invoke("run", good, "--start", start), 2, "start", "from 1971 to 9800")


def test_another_command_than_the_one_it_has(tmp_path: Path) -> None:
    code = "def fetch_events():\n    pass\nif demisto.command() == 'fetch-events':\n    fetch_events()\n"
    path = tmp_path / "a.py"
    path.write_text(code)
    given = ("--command", "fetch-incidents")
    fails(invoke("run", path, *given), 3, "no command fetch-incidents", "--command fetch-events")


def test_a_credential_in_the_context_given(tmp_path: Path) -> None:
    path = worlds.write(
        tmp_path, "demisto.incidents([{'name': demisto.getIntegrationContext()['refresh_token']}])"
    )
    context = json.dumps({"refresh_token": "R3fresh-XYZ-987", "next_page_token": "plain-value-1"})
    result = invoke("run", path, "--context", context, "-o", "json")
    assert "R3fresh" not in result.output
    assert "plain-value-1" in result.output


def test_a_time_that_an_event_has_is_not_the_clocks(tmp_path: Path) -> None:
    code = (
        "import json, time\n"
        "at = str(int(time.time()))\n"
        "demisto.incidents([{'name': 'x', 'rawJSON': json.dumps({'id': at, 'time': TIME})}])\n"
        "demisto.setLastRun({'at': at})"
    )
    for time, rules in (("at", []), ("'1'", ["XF209"])):
        path = worlds.write(tmp_path, code.replace("TIME", time))
        found = json.loads(invoke("run", path, "-o", "json").stdout)["findings"]
        assert [item["rule"] for item in found if item["rule"] == "XF209"] == rules


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("apikye: x\n", "has no parameter 'apikye'"),
        ("isFetch: maybe\n", "must be true or false"),
        ("url: [a, b]\n", "must be a text, not a list"),
        ("isFetch: false\n", "the server would not call this instance"),
        ("url.field: x\n", "only credentials parameters have fields"),
    ],
)
def test_a_wrong_parameter_is_told_with_its_file(tmp_path: Path, content: str, says: str) -> None:
    home = worlds.write(tmp_path, "demisto.incidents([])")
    file = tmp_path / "p.yml"
    file.write_text(content)
    name = content.partition(":")[0]
    fails(invoke("run", home, "--params", file), 2, f"--params {file}", name, says)
    scenario = tmp_path / "s.yml"
    scenario.write_text(f"integration: Probe\nparams:\n  {content}")
    fails(invoke("run", scenario), 2, "s.yml: params", name, says)
    scenario.write_text(
        f"integration: Probe\napi: {{routes: [{{get: /a}}]}}\nfaults:\n- cycle: 2\n  params:\n    {content}"
    )
    if "isFetch: false" not in content:
        fails(invoke("run", scenario), 2, "s.yml: faults", name, says)


def test_a_parameter_on_the_command_line_is_not_the_files(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "demisto.incidents([])")
    file = tmp_path / "p.yml"
    file.write_text("isFetch: true\n")
    said = invoke("run", home, "--params", file, "--param", "isFetch=maybe")
    fails(said, 2, "parameter isFetch", "must be true or false")
    assert "p.yml" not in said.output

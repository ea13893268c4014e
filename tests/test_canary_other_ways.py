"""No secret in any output: what a yml or a scenario itself holds, names, saved runs, recordings, pytest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.cli.told import invoke
from tests.test_canary import ASKS, ECHO, NAMES, RAISES, SECRETS, YML, content, homes, told_in
from xfetch.emulator.reports import REPORTS

QUIET = "demisto.incidents([])"
# Plain, quoted, digits, with a line break: what a YAML message quotes differs by these.
SOME = (SECRETS[0], SECRETS[1], SECRETS[8], SECRETS[16])
GIVEN = dict(zip(NAMES, SECRETS, strict=True))
SHOWS_DEFAULTS = """
params = demisto.params()
keys = [str(params.get(f"k{number}")) for number in range(20)]
demisto.setLastRun({"keys": keys})
demisto.incidents([{"name": "|".join(keys), "rawJSON": json.dumps(keys)}])
"""


def all_outputs(folder: Path) -> list[object]:
    return [part for name in REPORTS for part in ("-o", f"{name}:{folder / 'out'}.{name}")]


def told_by(folder: Path) -> dict[str, set[str]]:
    found = {path.name: told_in(content(path)) for path in folder.glob("out*")}
    return {name: told for name, told in found.items() if told}


@pytest.mark.parametrize("overridden", [False, True])
def test_defaults_of_encrypted_parameters_are_secrets(tmp_path: Path, overridden: bool) -> None:
    """Whether a run has them, or other values instead: the yml's default is shown nowhere."""
    home, _ = homes(tmp_path, SHOWS_DEFAULTS)
    declared = [
        {**one, "defaultvalue": GIVEN[str(one["name"])]} if one["name"] in GIVEN else one
        for one in YML["configuration"]
    ]
    (home / "Probe.yml").write_text(yaml.safe_dump({**YML, "configuration": declared}))
    given = (
        [f"--param={name}=another-{name}" for name in NAMES]
        if overridden
        else ["--fill", "secrets"]
    )
    more = ("--store", tmp_path / "out.db", "--record", tmp_path / "out.har", "--reply", "*={}")
    run = invoke("run", home, *given, *all_outputs(tmp_path), *more, "--cycles", 2)
    assert run.exit_code in (0, 1), run.output
    assert told_in(run.output) == set()
    assert told_by(tmp_path) == {}


def test_names_and_assumptions_tell_none(tmp_path: Path) -> None:
    home, options = homes(tmp_path, QUIET)
    told = ""
    for secret in SOME:
        more = ("--instance", f"a{secret}b", "--isolation", "inline", "--cycles", 1)
        told += invoke("run", home, *options, *more, "-v").output
        told += invoke("troubleshoot", home, *options, *more[:4]).output
        told += invoke("run", home, *options, *more[2:], "--assume", f"x={secret}").output
        told += invoke("run", home, *options, *more[2:], "--assume", secret).output
    outputs = all_outputs(tmp_path)
    invoke("run", home, *options, "--instance", "".join(SECRETS), *outputs, "--isolation", "inline")
    assert told_in(told) == set()
    assert told_by(tmp_path) == {}


def broken_texts(secret: str) -> list[str]:
    """Scenario files that no reader takes: as YAML, by their schema, by what they name."""
    shown = yaml.safe_dump(secret, width=1000).split("\n...")[0].strip()
    return [
        f"integration: Probe\nparams: {{k0: {shown}\n",
        f"integration: Probe\nparams:\n  k0: {shown}\n   k1: x\n",
        f"integration: Probe\nparams: [{shown}]\n",
        f"integration: Probe\nparams: {shown}\n",
        f"integration: Probe\n{shown}: 1\n",
        f"integration: Probe\ncycles: {shown}\n",
        f"integration: Probe\nstart: {shown}\n",
        f"integration: {shown}\n",
        f"integration: Probe\nparams: {{k0: {shown}}}\nvendor: {shown}\n",
        f"integration: Probe\nparams: {{k0: {shown}}}\nexpect: {{status: {shown}}}\n",
    ]


def test_a_broken_scenario_tells_none_of_the_secrets_that_are_given(tmp_path: Path) -> None:
    homes(tmp_path, QUIET)
    told, file = [], tmp_path / "scenario.yml"
    for secret in SOME:
        for text in broken_texts(secret):
            file.write_text(text, encoding="utf-8")
            for given in (("--param", f"k0={secret}"), ("--params", tmp_path / "params.json")):
                run = invoke("run", file, *given, "--isolation", "inline")
                if told_in(run.output):
                    told.append((text, run.output))
    assert told == []


def test_a_broken_yml_tells_none_of_the_secrets_that_are_given(tmp_path: Path) -> None:
    home, options = homes(tmp_path, QUIET)
    told = []
    for secret in SOME:
        shown = yaml.safe_dump(secret, width=1000).split("\n...")[0].strip()
        for text in (
            f"name: {{x: {shown}\n",
            f"configuration:\n- {{name: k0, type: 4, defaultvalue: {shown}\n",
            f"configuration:\n- {{name: k0, type: {shown}}}\n",
            f"configuration: {shown}\n",
            f"configuration: [{shown}]\n",
            f"{shown}\n",
        ):
            (home / "Probe.yml").write_text(text, encoding="utf-8")
            run = invoke("run", home, *options, "--isolation", "inline")
            if told_in(run.output):
                told.append((text, run.output))
    assert told == []


def test_saved_runs_stores_and_recordings_tell_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    home, options = homes(tmp_path, ASKS + SHOWS_DEFAULTS, ECHO)
    for command in ("troubleshoot", "run"):
        run = invoke(
            command, home, *options, "--record", f"out-{command}.har", "-o", "json:out.json"
        )
        assert "error" not in run.output.splitlines()[0], run.output
        assert told_in(run.output) == set()
    assert told_by(tmp_path) == {}
    invoke("run", home, *options, "--store", "out.db", "--cycles", 2)
    for saved in ("out.db", "out.json"):
        again = invoke("report", saved, "-v", *all_outputs(tmp_path))
        assert told_in(again.output) == set()
    again = invoke("run", home, *options[:2], "--replay", "out-run.har", "-v")
    assert told_in(again.output) == set()
    assert told_by(tmp_path) == {}


def written(folder: Path, body: str, vendor: str, **more: object) -> Path:
    home, _ = homes(folder, body, vendor)
    file = folder / "a.xfetch.yml"
    whole = {"integration": home.name, "vendor": "vendor.py", "cycles": 1, "params": GIVEN, **more}
    file.write_text(yaml.safe_dump(whole), encoding="utf-8")
    return file


WORLDS = {
    "findings": (ASKS + SHOWS_DEFAULTS, ECHO, {"expect": {"incidents": 7}}),
    "vendor": (ASKS, RAISES, {}),
    "integration": ("raise ValueError(demisto.params())", ECHO, {}),
}


@pytest.mark.parametrize("world", WORLDS)
def test_check_tells_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, world: str) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    body, vendor, more = WORLDS[world]
    file = written(tmp_path, body, vendor, **more)
    outputs = [
        part
        for name in ("text", "html", "junit", "sarif")
        for part in ("-o", f"{name}:{tmp_path}/out.{name}")
    ]
    check = invoke("check", file, *outputs)
    assert check.exit_code != 0
    assert told_in(check.output) == set()
    assert told_by(tmp_path) == {}


@pytest.mark.parametrize("world", WORLDS)
def test_a_scenario_in_pytest_tells_none(tmp_path: Path, world: str) -> None:
    body, vendor, more = WORLDS[world]
    file = written(tmp_path, body, vendor, **more)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-p",
        "no:hypothesispytest",
        str(file),
    ]
    command += ["--rootdir", str(tmp_path), "-c", "/dev/null", "--xfetch-isolation", "inline"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert "1 failed" in done.stdout, done.stdout + done.stderr
    assert told_in(done.stdout + done.stderr) == set()

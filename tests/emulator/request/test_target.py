"""A pack's folder and a sample's name are TARGETs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.emulator import worlds
from xfetch.cli.main import cli
from xfetch.emulator.errors import LoadError
from xfetch.emulator.pytest_support.fixture import Xfetch
from xfetch.emulator.request.samples import sample_folders
from xfetch.emulator.request.target import target_of

GOOD = "demisto.incidents([])"
SAMPLES = {folder.name: folder for folder in sample_folders()}


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack with one integration, and what packs have besides."""
    folder = tmp_path / "Packs" / "Acme"
    for name in ("Integrations", "Playbooks", "Scripts"):
        (folder / name).mkdir(parents=True)
    (folder / "Playbooks" / "playbook-Acme.yml").write_text("id: Acme\n")
    worlds.write(folder / "Integrations", GOOD, name="Probe")
    return folder


def test_a_pack_with_one_integration_is_that(pack: Path) -> None:
    assert target_of(pack) == pack / "Integrations" / "Probe"
    assert target_of(pack / "Integrations") == pack / "Integrations" / "Probe"


def test_every_command_takes_it(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(pack.parents[1])
    ran = invoke("run", "Packs/Acme", "--cycles", 1, "--isolation", "inline")
    assert "1 cycle " in ran.output
    shown = invoke("troubleshoot", "Packs/Acme", "--isolation", "inline")
    assert shown.exit_code == 0, shown.output
    fixture = Xfetch({"isolation": "inline", "cycles": 1}, pack.parents[1], pytest.fail)
    assert fixture.run("Packs/Acme").runs[0].status == "ok"


def test_a_scenario_may_name_it_and_it_brings_its_own(pack: Path) -> None:
    beside = pack / "Integrations" / "Probe" / "scenario.yml"
    beside.write_text("cycles: 3\n", encoding="utf-8")
    assert "   3 cycles   " in invoke("run", pack, "--isolation", "inline").output
    named = pack.parent / "a.xfetch.yml"
    named.write_text("integration: Acme\ncycles: 2\n", encoding="utf-8")
    assert "   2 cycles   " in invoke("run", named, "--isolation", "inline").output


def test_a_pack_with_several_lists_them(pack: Path) -> None:
    worlds.write(pack / "Integrations", GOOD, name="Second")
    script = worlds.YML.replace("script: '-'", "script: 'demisto.incidents([])'")
    (pack / "Integrations" / "integration-Third.yml").write_text(script)
    java = pack / "Integrations" / "Fourth"
    java.mkdir()
    (java / "Fourth.js").write_text("")
    (java / "Fourth.yml").write_text("")
    with pytest.raises(LoadError, match="there are 3 integrations in this folder") as found:
        target_of(pack)
    names = ["Probe", "Second", "integration-Third.yml"]
    assert found.value.advice == tuple(str(pack / "Integrations" / name) for name in names)
    assert invoke("run", pack).exit_code == 3


def test_a_folder_with_code_of_its_own_is_no_pack(pack: Path) -> None:
    (pack / "Acme.py").write_text("demisto.incidents([])\n")
    assert target_of(pack) == pack


def test_the_name_of_a_sample_is_a_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert target_of(Path("healthy")) == SAMPLES["healthy"]
    ran = invoke("run", "ties_dropped", "--isolation", "inline")
    assert "as expected" in ran.output
    fixture = Xfetch({"isolation": "inline", "cycles": 2}, tmp_path, pytest.fail)
    assert fixture.run("healthy").runs[1].status == "ok"
    # What lies there beats it.
    (tmp_path / "healthy").mkdir()
    assert target_of(Path("healthy")) == Path("healthy")


@pytest.mark.parametrize("name", ["healthier", "nowhere/healthy", "__pycache__", "", ".."])
def test_what_is_no_samples_name_is_none(name: str) -> None:
    assert name not in SAMPLES


@pytest.mark.parametrize("slip", ["Packs/Acne", "Packs/Acme/Integrations/Prob", "healthier"])
def test_a_slip_in_a_path_or_a_name_gets_the_right_one(
    pack: Path, monkeypatch: pytest.MonkeyPatch, slip: str
) -> None:
    monkeypatch.chdir(pack.parents[1])
    told = invoke("run", slip)
    assert told.exit_code == 3
    assert f"error: {slip}: no such file or folder\n  did you mean " in told.output
    assert any(right in told.output for right in ("Packs/Acme?", "/Probe?", " healthy?"))


def test_a_folder_above_packs_or_packages_is_its_only_integration(pack: Path) -> None:
    assert target_of(pack.parent) == pack / "Integrations" / "Probe"
    plain = pack.parents[1] / "plain"
    plain.mkdir()
    package = worlds.write(plain, GOOD, name="Only")
    (plain / "__init__.py").write_text("")
    assert target_of(plain) == package
    worlds.write(plain, GOOD, name="Other")
    with pytest.raises(LoadError, match="there are 2 integrations in this folder"):
        target_of(plain)


def test_samples_copies_one_or_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "xfetch run healthy" in invoke("samples", "healthy").output
    assert (tmp_path / "healthy" / "healthy.py").is_file()
    assert invoke("samples", "healthy").exit_code == 2
    shutil.rmtree("healthy")
    invoke("samples", "healthy", "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["healthy"]
    assert (tmp_path / "mine" / "healthy" / "healthy.py").is_file()
    assert invoke("samples", "healthy", "mine").exit_code == 2
    invoke("samples", "./healthy")
    assert len(list((tmp_path / "healthy").iterdir())) > 20


@pytest.mark.parametrize("arguments", [["helthy"], ["helthy", "mine"], ["nonsense", "mine"]])
def test_a_slip_in_a_samples_name_copies_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    told = invoke("samples", *arguments)
    assert told.exit_code == 2
    assert f"no sample is called '{arguments[0]}'" in told.output
    assert not list(tmp_path.iterdir())

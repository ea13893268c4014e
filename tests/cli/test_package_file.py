"""``X/X.py`` is the package folder X: what lies beside it is used as for the folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.emulator import worlds
from xfetch.cli.main import cli

ASKS = """
import requests
requests.get("https://p.example.com/a")
demisto.incidents([])
"""


@pytest.mark.parametrize("name", ["", "Probe.py", "Probe.yml"])
def test_the_vendor_beside_is_used(tmp_path: Path, name: str) -> None:
    home = worlds.write(tmp_path, ASKS)
    (home / "vendor.py").write_text(
        "class Vendor:\n    def handle(self, request, now):\n        return []\n"
    )
    result = CliRunner().invoke(cli, ["run", str(home / name), "--cycles", "1"])
    assert result.exit_code == 0, result.output
    assert "answers by vendor.py" in result.output


def test_the_scenario_beside_is_used(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, ASKS)
    (home / "scenario.yml").write_text("cycles: 3\napi: {routes: [{get: /a}]}\n")
    result = CliRunner().invoke(cli, ["run", str(home / "Probe.py")])
    assert "3 cycles" in result.output


def test_a_file_in_another_folder_stands_alone(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, ASKS).rename(tmp_path / "other")
    (home / "vendor.py").write_text("broken")
    result = CliRunner().invoke(cli, ["run", str(home / "Probe.py"), "--cycles", "1"])
    assert result.exit_code == 4, result.output


def test_a_scenario_beside_is_not_taken_for_the_yml(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, ASKS)
    (home / "Probe.yml").unlink()
    (home / "scenario.yml").write_text("cycles: 3\napi: {routes: [{get: /a}]}\n")
    result = CliRunner().invoke(cli, ["run", str(home / "Probe.py")])
    assert "3 cycles" in result.output


def test_a_scenario_that_does_not_fit_is_told_before_all_else(tmp_path: Path) -> None:
    code = """
    import requests
    found = requests.get("https://p.example.com/a", params={"since": "2024"}).json()
    demisto.incidents([{"name": "n", "rawJSON": json.dumps(item)} for item in found])
    """
    home = worlds.write(tmp_path, code)
    (home / "scenario.yml").write_text(
        "cycles: 3\nevents: [{id: 1, created: '2023-12-31T23:59:00Z'}]\n"
        "api: {routes: [{get: /a, filter: {created: {gt: query.newer_than}}}]}\n"
    )
    output = CliRunner().invoke(cli, ["run", str(home)]).output
    assert output.index("XF415") < output.index("XF101")

"""Which product calls, and what an integration sees of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.emulator import worlds
from xfetch.cli.main import cli
from xfetch.emulator.checking.check_one import CheckSettings, request_of
from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.errors import UsageError
from xfetch.emulator.integration.manifest import parse_manifest
from xfetch.emulator.pytest_support.fixture import Xfetch
from xfetch.emulator.reports.screen import text
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.settings.platforms import PLATFORMS, usual_platform

SEES = """
import demistomock as demisto
SEEN
demisto.setLastRun({name: str(value) for name, value in seen.items()})
"""
KINDS = """
seen = {"xsiam": is_xsiam(), "xsoar": is_xsoar(), "on_prem": is_xsoar_on_prem(),
        "saas": is_xsoar_saas(), "either": is_xsiam_or_xsoar_saas(), "engine": is_using_engine()}
"""
OBJECT = """
seen = {"platform": demisto.demistoVersion()["platform"], "version": demisto.demistoVersion()["version"],
        "room": demisto.demistoUrls()["warRoom"],
        "field": demisto.getLicenseCustomField("Http_Connector.url"), "params": demisto.params()}
"""
VARIANTS = """\
commonfields: {id: Probe, version: -1}
name: Probe
display: Probe
display:marketplacev2: Probe Collector
configuration:
- {name: max_fetch, type: 0, defaultvalue: '10', 'defaultvalue:marketplacev2': '1000',
   'defaultvalue:xsoar': '50', 'defaultvalue:xsoar_saas': '80'}
- {name: mirrored, type: 0, required: true, hidden: [marketplacev2]}
- {name: collected, type: 0, required: true, hidden: [xsoar]}
- {name: hosted, type: 0, required: true, hidden: [xsoar_on_prem]}
script: {type: python, subtype: python3, script: '-', isfetch: true, isfetchevents: true,
  'isfetch:marketplacev2': false, commands: []}
"""


def seen(folder: Path, what: str, **changes: Any) -> dict[str, str]:
    home = worlds.write_raw(folder, SEES.replace("SEEN", what) + "# fetch-incidents fetch-events\n")
    saved = worlds.run(home, **changes).runs[0].record.named("setLastRun")[-1]
    found: Any = saved.args["value"]
    return dict(found)


@pytest.mark.parametrize(
    ("platform", "true"),
    [
        ("xsoar-6", {"xsoar", "on_prem"}),
        ("xsoar-8", {"xsoar", "saas", "either"}),
        ("xsiam", {"xsiam", "either"}),
    ],
)
@pytest.mark.parametrize("merged", [False, True])
def test_commonserver_tells_the_platforms_apart(
    tmp_path: Path, platform: str, true: set[str], merged: bool
) -> None:
    found = seen(tmp_path, KINDS, platform=platform, merged=merged)
    assert {name for name, value in found.items() if value == "True"} == true
    assert found["engine"] == "None"


@pytest.mark.parametrize(
    ("command", "platform", "version", "room", "field"),
    [
        ("fetch-incidents", "xsoar", "6.", "https://xsoar.example.com/#/WarRoom", "None"),
        ("fetch-events", "x2", "8.", "https://xsiam.example.com/WarRoom", "xsiam.example.com"),
        ("fetch-assets", "x2", "8.", "https://xsiam.example.com/WarRoom", "xsiam.example.com"),
    ],
)
def test_the_command_has_its_usual_platform(
    tmp_path: Path, command: str, platform: str, version: str, room: str, field: str
) -> None:
    found = seen(tmp_path, OBJECT, command=command)
    assert (found["platform"], found["room"], found["field"]) == (platform, room, field)
    assert found["version"].startswith(version)


@pytest.mark.parametrize(
    ("marketplaces", "from_version", "name"),
    [
        ((), "", "xsoar-6"),
        (("xsoar", "marketplacev2"), "6.5.0", "xsoar-6"),
        (("marketplacev2",), "", "xsiam"),
        (("xsoar_saas",), "", "xsoar-8"),
        ((), "8.2.0", "xsoar-8"),
        (("marketplacev2",), "8.2.0", "xsiam"),
        (("xpanse",), "", "xsoar-6"),
    ],
)
def test_or_the_one_that_the_yml_is_for(
    marketplaces: tuple[str, ...], from_version: str, name: str
) -> None:
    assert usual_platform("fetch-incidents", marketplaces, from_version).name == name
    assert usual_platform("fetch-events", marketplaces, from_version).name == "xsiam"


@pytest.mark.parametrize(
    ("platform", "limit", "hidden", "shown", "fetches"),
    [
        ("xsoar-6", "50", {"collected", "hosted"}, "Probe", True),
        ("xsoar-8", "80", {"collected"}, "Probe", True),
        ("xsiam", "1000", {"mirrored"}, "Probe Collector", False),
    ],
)
def test_the_yml_is_read_for_its_marketplace(
    platform: str, limit: str, hidden: set[str], shown: str, fetches: bool
) -> None:
    manifest = parse_manifest(VARIANTS, "Probe.yml").on(PLATFORMS[platform].marketplaces)
    assert {item.name: item.default for item in manifest.parameters}["max_fetch"] == limit
    assert {item.name for item in manifest.parameters if item.hidden} == hidden
    assert (manifest.display, manifest.is_fetch, manifest.is_fetch_events) == (shown, fetches, True)


def test_the_run_takes_what_the_marketplace_declares(tmp_path: Path) -> None:
    home = worlds.write_raw(
        tmp_path,
        SEES.replace("SEEN", "seen = {'limit': demisto.params()['max_fetch']}")
        + "# fetch-events fetch-incidents\n",
        yml=VARIANTS,
    )
    outcome = worlds.run(home, command="fetch-events")
    assert outcome.runs[0].last_run.after == {"limit": "1000"}
    assert "platform xsiam" in "".join(text.render(outcome))
    of_incidents = worlds.run(home)
    assert of_incidents.runs[0].last_run.after == {"limit": "50"}
    assert "platform " not in "".join(text.render(of_incidents))
    unusual = worlds.run(home, command="fetch-events", platform="xsoar-6")
    assert "platform xsoar-6" in "".join(text.render(unusual))


def test_option_scenario_and_fixture(tmp_path: Path) -> None:
    home = worlds.write_raw(tmp_path, SEES.replace("SEEN", OBJECT) + "# fetch-incidents\n")
    given = ["run", str(home), "--cycles", "1", "--platform", "xsoar-8", "-o", "json"]
    assert json.loads(CliRunner().invoke(cli, given).stdout)["platform"] == "xsoar-8"
    scenario = tmp_path / "a.xfetch.yml"
    scenario.write_text("integration: Probe\ncycles: 1\nplatform: xsiam\n", encoding="utf-8")
    settings = CheckSettings(isolation=Isolation("inline"))
    assert emulate(prepare(request_of(scenario, settings))).dossier.setting.platform == "xsiam"
    fixture = Xfetch({"isolation": "inline", "cycles": 1}, tmp_path, pytest.fail)
    assert fixture.run(home, platform="xsoar-8").outcome.dossier.setting.platform == "xsoar-8"
    with pytest.raises(UsageError, match=r"no platform is called 'xsoar'(.|\n)*xsoar-6"):
        worlds.run(home, platform="xsoar")


@pytest.mark.parametrize("key", [[], {}, None, 1])
def test_a_licence_field_is_asked_for_by_any_value(key: Any, tmp_path: Path) -> None:
    target = worlds.write(
        tmp_path,
        f"""
        assert demisto.getLicenseCustomField({key!r}) is None
        demisto.incidents([])
        """,
    )
    assert [run.status for run in worlds.run(target).runs] == ["ok"]

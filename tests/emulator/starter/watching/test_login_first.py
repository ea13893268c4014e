"""A command that must have run before the first fetch is recognised, and its state begins the scenario."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from xfetch.emulator.errors import UsageError
from xfetch.emulator.integration.manifest import Manifest
from xfetch.emulator.record.fetch_run import Failure
from xfetch.emulator.request.request import Request
from xfetch.emulator.request.scenario_file.read import read_scenario
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.starter.starter import starter
from xfetch.emulator.starter.watching import watch
from xfetch.emulator.starter.watching.login_first import commands_first, first_command

MANIFEST = Manifest(
    "Acme",
    "Acme",
    commands=("acme-list", "acme-auth-start", "acme-auth-complete", "acme-auth-test"),
)


@pytest.mark.parametrize(
    ("message", "commands"),
    [
        ("Please run the **!acme-auth-start** command first", ["acme-auth-start"]),
        (
            "Run `!acme-auth-complete` after `!acme-auth-start`",
            ["acme-auth-complete", "acme-auth-start"],
        ),
        (
            "KeyError: 'refresh_token'; authorization failed",
            ["acme-auth-start", "acme-auth-complete"],
        ),
        ("no refresh token", ["acme-auth-start", "acme-auth-complete"]),
        ("KeyError: 'title'", []),
        ("acme-list-all failed", []),
    ],
)
def test_the_commands_that_a_failure_names(message: str, commands: list[str]) -> None:
    assert list(commands_first(Failure(message), MANIFEST)) == commands


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("!acme-auth-start", {}),
        ("acme-auth-complete code='a b' step=2", {"code": "a b", "step": "2"}),
    ],
)
def test_a_command_as_a_user_types_it(text: str, arguments: dict[str, str]) -> None:
    command = first_command(text, MANIFEST)
    assert command.name in text
    assert command.arguments == arguments


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("!acme-auth-strat", "no command 'acme-auth-strat'"),
        ("", "no command ''"),
        ("!acme-auth-complete code", "NAME=VALUE, not 'code'"),
        ("!acme-auth-complete code='a", "cannot be read"),
    ],
)
def test_a_wrong_command_is_a_mistake_of_the_user(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        first_command(text, MANIFEST)


CODE = """
import json
import requests
import demistomock as demisto

URL = "https://xfetch.example.com"

def start():
    if demisto.args().get("fail"):
        return
    answer = requests.post(URL + "/devicecode", data={"client_id": "x"}).json()
    demisto.setIntegrationContext({"device_code": answer["device_code"], "step": 1})

def fetch():
    context = demisto.getIntegrationContext()
    if "device_code" not in context:
        raise ValueError("Please run !acme-auth-start first")
    since = demisto.getLastRun().get("since", "2023-12-31T23:00:00Z")
    found = requests.get(URL + "/alerts", params={"since": since}).json()["alerts"]
    for alert in found:
        since = max(since, alert["created"])
    demisto.incidents([{"name": one["title"], "occurred": one["created"], "rawJSON": json.dumps(one)}
                       for one in found])
    demisto.setLastRun({"since": since})

if demisto.command() == "acme-auth-start":
    start()
elif demisto.command() == "fetch-incidents":
    fetch()
"""
YML = """
commonfields: {id: Acme, version: -1}
name: Acme
display: Acme
category: Utilities
description: none
configuration: []
script:
  type: python
  subtype: python3
  isfetch: true
  script: '-'
  commands:
  - {name: acme-auth-start}
"""


@pytest.mark.parametrize("before", [(), ("!acme-auth-start",)])
def test_the_state_of_a_login_stands_in_the_scenario(
    before: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A busy machine must not end the watching early.
    monkeypatch.setattr(watch, "_LONGEST_REAL_S", 600.0)
    monkeypatch.setattr(watch, "_REAL_TIMEOUT_S", 120.0)
    # A failure that names no command tells nothing of a login.
    code = CODE.replace("Please run !acme-auth-start first", "no data") if before else CODE
    home = tmp_path / "Acme"
    home.mkdir()
    (home / "Acme.py").write_text(dedent(code), encoding="utf-8")
    (home / "Acme.yml").write_text(dedent(YML), encoding="utf-8")
    request = Request(home, isolation=Isolation("inline"), stated=frozenset(("cycles",)))
    file = tmp_path / "starter.yml"
    made = starter(request, file, before=before)
    file.write_text(made.text, encoding="utf-8")
    context = read_scenario(file).context
    assert context is not None
    assert set(context) == {"device_code", "step"}
    assert isinstance(context["device_code"], str)
    assert "3 cycles created" in made.summary
    assert "/devicecode" not in made.text


def test_a_first_command_without_a_state_is_told(tmp_path: Path) -> None:
    (tmp_path / "Acme.py").write_text(dedent(CODE), encoding="utf-8")
    (tmp_path / "Acme.yml").write_text(dedent(YML), encoding="utf-8")
    request = Request(tmp_path, isolation=Isolation("inline"), stated=frozenset(("cycles",)))
    with pytest.raises(UsageError, match="leaves nothing in the integration context"):
        starter(request, tmp_path / "a.yml", before=("!acme-auth-start fail=1",))

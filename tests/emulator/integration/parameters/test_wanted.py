"""Which parameters get a placeholder, and which stay unset."""

from __future__ import annotations

import pytest

from xfetch.emulator.integration.manifest import parse_manifest
from xfetch.emulator.integration.parameter import Parameter
from xfetch.emulator.integration.parameters.parameters import build_params
from xfetch.emulator.integration.parameters.wanted import wanted


def test_required_ones_unless_nothing_is_to_be_filled() -> None:
    parameter = Parameter("url", 0, "Server URL", required=True)
    assert [wanted(parameter, fill) for fill in ("none", "required", "secrets")] == [
        False,
        True,
        True,
    ]


def test_hidden_ones_never() -> None:
    assert not wanted(Parameter("url", 0, "URL", required=True, hidden=True), "secrets")


@pytest.mark.parametrize(
    ("label", "tooltip"),
    [
        ("Topic to fetch incidents from (Required for fetch incidents)", ""),
        ("Fetch query. This field is mandatory when 'Fetches incidents' is set to true.", ""),
        ("Project", "The project's name. This argument is mandatory for Fetch functionality."),
    ],
)
def test_what_the_label_calls_mandatory_for_fetching(label: str, tooltip: str) -> None:
    parameter = Parameter("anything", 0, label, additional=tooltip)
    assert wanted(parameter, "required")
    assert not wanted(parameter, "none")


@pytest.mark.parametrize(
    "label",
    [
        "Saved Report ID (Required for list incidents)",
        "Private Key (required for HTTPS). How often to fetch",
        "Fetch by created; the other fields are required",
    ],
)
def test_what_is_mandatory_for_something_else_is_not(label: str) -> None:
    assert not wanted(Parameter("anything", 0, label), "required")


@pytest.mark.parametrize(
    ("name", "label", "type_"),
    [
        ("token", "API token", 4),
        ("credentials", "Username", 9),
        ("client_id", "Client ID", 0),
        ("_tenant_id", "Token", 0),
        ("subscription", "Subscription ID", 0),
        ("access_key", "Access Key", 0),
        ("defaultRegion", "AWS Default Region", 15),
        ("api_url", "Server URL", 0),
        ("redirect_uri", "Application redirect URI", 0),
        ("username", "Username (Basic Authentication)", 0),
    ],
)
def test_a_secret_comes_with_what_a_login_takes_beside_it(
    name: str, label: str, type_: int
) -> None:
    parameter = Parameter(name, type_, label)
    assert wanted(parameter, "secrets")
    assert not wanted(parameter, "required")


@pytest.mark.parametrize(
    ("name", "label", "type_"),
    [
        ("proxy_url", "Proxy URL", 0),
        ("max_fetch", "Maximum number of incidents", 0),
        ("server_type", "Type of the server", 15),
        ("insecure", "Trust any certificate of the server", 8),
    ],
)
def test_what_no_login_takes_stays_unset(name: str, label: str, type_: int) -> None:
    assert not wanted(Parameter(name, type_, label), "secrets")


def test_a_region_is_chosen_from_its_options_and_a_default_stays() -> None:
    manifest = parse_manifest(
        """\
name: Probe
configuration:
- {name: region, display: Region, type: 15, options: [eu-west-1, us-east-1]}
- {name: url, display: Server URL, type: 0, defaultvalue: 'https://api.example.com'}
script: {script: '-'}
""",
        "Probe.yml",
    )
    found = build_params(manifest, {}, fill="secrets")
    assert found.values["region"] == "eu-west-1"
    assert found.values["url"] == "https://api.example.com"
    assert found.filled == ("region",)

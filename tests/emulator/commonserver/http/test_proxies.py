"""What the checkboxes make of the environment."""

from __future__ import annotations

import os
from typing import Any

import pytest

NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*NAMES, *BUNDLES):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("https_proxy", "proxy:3128")
    monkeypatch.setenv("CURL_CA_BUNDLE", "/ca.pem")


def test_a_proxy_that_is_wanted(csp: Any, platform: Any) -> None:
    platform.callingContext["params"] = {"proxy": True}
    assert csp.handle_proxy() == {"http": "", "https": "http://proxy:3128"}
    assert os.environ["https_proxy"] == "http://proxy:3128"
    assert os.environ["CURL_CA_BUNDLE"] == "/ca.pem"


def test_a_proxy_that_is_not_wanted(csp: Any, platform: Any) -> None:
    assert csp.handle_proxy() == {}
    assert not [name for name in NAMES if name in os.environ]


@pytest.mark.parametrize("name", ["insecure", "unsecure"])
def test_any_certificate_is_trusted(csp: Any, platform: Any, name: str) -> None:
    platform.callingContext["params"] = {name: True}
    csp.handle_proxy(handle_insecure=False)
    assert "CURL_CA_BUNDLE" in os.environ
    csp.handle_proxy()
    assert "CURL_CA_BUNDLE" not in os.environ


def test_parameters_of_other_names(csp: Any, platform: Any) -> None:
    platform.callingContext["params"] = {"use_proxy": True, "trust": True, "insecure": False}
    found = csp.handle_proxy("use_proxy", insecure_param_name="trust")
    assert found["https"] == "http://proxy:3128"
    assert "CURL_CA_BUNDLE" not in os.environ
    assert csp.handle_proxy("absent", checkbox_default_value=True) == found


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("host:1", "http://host:1"),
        ("https://host", "https://host"),
        ("socks5h://host", "socks5h://host"),
        ("ftp://host", "http://ftp://host"),
        ("", ""),
        (None, ""),
    ],
)
def test_an_address_gets_a_scheme(csp: Any, address: Any, told: str) -> None:
    assert csp.add_http_prefix_if_missing(address) == told


def test_the_proxy_of_a_tenant_is_for_long_running_integrations(
    csp: Any, platform: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.callingContext["params"] = {"proxy": True}
    given = {"http": "", "https": "http://proxy:3128"}
    assert csp.handle_proxy_for_long_running(handle_insecure=False) == (given, False)
    monkeypatch.setenv("CRTX_HTTP_PROXY", "tenant:1")
    assert csp.handle_proxy_for_long_running() == ({"http": "tenant:1", "https": "tenant:1"}, True)

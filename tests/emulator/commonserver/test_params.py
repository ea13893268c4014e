"""The parameters' dictionary forgives values that are None."""

from __future__ import annotations

from typing import Any

from tests.emulator.commonserver.platform import Platform, common_server


def test_get_answers_the_default_for_none(csp: Any) -> None:
    params = csp.SmartGetDict({"a": None, "b": "", "c": 0})
    assert [params.get(key, "default") for key in "abcd"] == ["default", "", 0, "default"]
    assert params["a"] is None


def test_params_are_replaced_when_there_are_any(platform: Platform, monkeypatch: Any) -> None:
    common_server(platform)
    assert type(platform.params()) is dict
    platform.callingContext["params"] = {"a": None}
    csp = common_server(platform)
    assert type(platform.params()) is csp.SmartGetDict
    platform.callingContext["params"] = {"a": None}
    monkeypatch.setenv("COMMON_SERVER_NO_AUTO_PARAMS_REMOVE_NULLS", "1")
    common_server(platform)
    assert type(platform.params()) is dict

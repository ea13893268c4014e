"""The integration context, the server's version, and context made out of data."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.commonserver.platform import Platform


def test_the_context_is_versioned_where_the_server_has_versions(
    csp: Any, platform: Platform
) -> None:
    csp.set_integration_context({"a": "1"})
    assert platform.stored_version == 1
    assert csp.get_integration_context() == {"a": "1"}
    assert csp.get_integration_context_with_version() == ({"a": "1"}, 1)
    assert csp.get_integration_context_with_version(sync=False) == ({"a": "1"}, -1)


def test_old_servers_have_one_context_without_versions(csp: Any, platform: Platform) -> None:
    platform.server_version = {"version": "5.5.0", "buildNumber": "1"}
    csp.set_integration_context({"a": "1"})
    assert platform.stored_version == 0
    assert csp.get_integration_context_with_version() == ({"a": "1"}, -1)


def test_lists_are_merged_by_their_key(csp: Any, platform: Platform) -> None:
    platform.stored_context = {"users": '[{"id": 1, "n": "old"}]', "kept": '"x"'}
    csp.set_to_integration_context_with_retries({"users": [{"id": 1}, {"id": 2}]}, {"users": "id"})
    assert platform.stored_context == {"users": '[{"id": 1}, {"id": 2}]', "kept": '"x"'}


def test_a_context_that_someone_else_stored_is_read_again(
    csp: Any, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(csp.time, "sleep", waits.append)
    store = platform.setIntegrationContextVersioned

    def contested(value: Any, version: Any, sync: bool = False) -> None:
        if len(waits) < 2:
            raise ValueError("someone was quicker")
        store(value, version, sync)

    monkeypatch.setattr(platform, "setIntegrationContextVersioned", contested)
    csp.set_to_integration_context_with_retries({"a": 1})
    assert platform.stored_context == {"a": "1"}
    waits.clear()
    with pytest.raises(Exception, match="Max retry attempts exceeded"):
        csp.set_to_integration_context_with_retries({"a": 1}, max_retry_times=1)


def test_versions_are_compared_number_by_number(csp: Any, platform: Platform) -> None:
    platform.server_version = {"version": "6.5.0", "buildNumber": "100"}
    assert csp.get_demisto_version_as_str() == "6.5.0-100"
    assert csp.is_demisto_version_ge("6.2.0")
    assert not csp.is_demisto_version_ge("6.6.0")
    assert csp.is_demisto_version_ge("6.5.0", "99")
    assert not csp.is_demisto_version_ge("6.5.0", "101")
    # As text, 6.10 would come before 6.5.
    assert not csp.is_demisto_version_ge("6.10.0")


def test_the_last_mirror_run(csp: Any, platform: Platform) -> None:
    platform.server_version = {"version": "6.6.0", "buildNumber": "1"}
    csp.set_last_mirror_run({"seen": 1})
    assert csp.get_last_mirror_run() == {"seen": 1}


def test_context_out_of_data(csp: Any) -> None:
    assert csp.createContext({"a.b": 1, "a.c": None}, removeNull=True) == {"a": {"b": 1}}
    assert csp.createContext([{"x": 1}], id=7, keyTransform=str.upper) == [{"X": 1, "ID": 7}]


def test_who_asks(csp: Any) -> None:
    assert csp.get_integration_name() == "Probe"
    assert csp.get_script_name() == ""
    assert not csp.is_scheduled_command_retry()

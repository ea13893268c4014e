"""The names that CommonServerPython has had since October 2022, by their documented behaviour."""

from __future__ import annotations

import inspect
import sys
import time
from typing import Any

import pytest

from tests.emulator.commonserver.platform import Platform

PEM = "-----BEGIN KEY-----"
END = "-----END KEY-----"


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        ("send_data_to_xsiam", ("data_type", "snapshot_id", "items_count", "multiple_threads")),
        ("send_events_to_xsiam", ("chunk_size", "should_update_health_module", "client_class")),
        ("xsiam_api_call_with_retries", ("client", "zipped_data", "is_json_response")),
        ("update_last_run_object", ("new_offset",)),
        ("get_found_incident_ids", ("remove_incident_ids",)),
        ("tableToMarkdown", ("sort_headers",)),
        ("CommandResults", ("tags", "replace_existing")),
    ],
)
def test_the_parameters_of_today(csp: Any, function: str, parameters: tuple[str, ...]) -> None:
    assert set(parameters) <= set(inspect.signature(getattr(csp, function)).parameters)


def test_entries_are_cut_into_chunks_and_a_giant_is_left_out(csp: Any, platform: Platform) -> None:
    line = "x" * 1000
    size = sys.getsizeof(line)
    chunks = list(csp.split_data_to_chunks([line] * 5, 2 * size))
    assert [len(chunk) for chunk in chunks] == [2, 2, 1]
    assert list(csp.split_data_to_chunks("a\nb", 2**20)) == [["a", "b"]]
    giant = "y" * csp.MAX_ALLOWED_ENTRY_SIZE
    assert list(csp.split_data_to_chunks([giant, "z"], 2**20)) == [["z"]]


def test_a_mapping_of_pairs(csp: Any) -> None:
    assert csp.comma_separated_mapping_to_dict("a=1, b=2,a=3") == {"a": "3", "b": "2"}
    assert csp.comma_separated_mapping_to_dict("a=1,b") == {"a": "1", "": ""}
    assert csp.comma_separated_mapping_to_dict("") == {}
    assert csp.comma_separated_mapping_to_dict(None) == {}


def test_text_that_is_no_json_gives_nothing(csp: Any) -> None:
    assert csp.parse_json_string('{"a": 1}') == {"a": 1}
    assert csp.parse_json_string("{") == {}


def test_the_lines_of_a_key_come_back(csp: Any) -> None:
    assert csp.replace_spaces_in_credential(f"{PEM} ab cd {END}") == f"{PEM}\nab\ncd\n{END}"
    assert csp.replace_spaces_in_credential("a b") == "a b"
    assert csp.replace_spaces_in_credential(None) is None


def test_a_table_may_keep_the_order_of_its_columns(csp: Any) -> None:
    assert "|b|a|" in csp.tableToMarkdown("t", {"b": 1, "a": 2}, sort_headers=False)
    assert "|a|b|" in csp.tableToMarkdown("t", {"b": 1, "a": 2})


def test_a_command_may_replace_a_value_of_the_context(csp: Any) -> None:
    entry = csp.CommandResults("Acme.Run", outputs={"a": 1}, replace_existing=True, tags=["t"])
    assert entry.to_context()["EntryContext"] == {"Acme(true)": {"Run": {"a": 1}}}
    assert entry.to_context()["Tags"] == ["t"]
    with pytest.raises(csp.DemistoException, match="nested path"):
        csp.CommandResults("Acme", outputs={"a": 1}, replace_existing=True).to_context()


def test_a_function_is_tried_again(csp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    calls: list[int] = []

    @csp.retry(times=3, delay=2, exceptions=KeyError)
    def failing() -> None:
        calls.append(1)
        raise KeyError("a")

    with pytest.raises(KeyError):
        failing()
    assert (len(calls), slept) == (3, [2, 2])


def test_a_sleep_longer_than_the_run_is_refused(
    csp: Any, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    csp.demisto.callingContext.setdefault("context", {})["runDuration"] = "1"
    csp.safe_sleep(5)
    with pytest.raises(ValueError, match="Requested a sleep of 100 seconds"):
        csp.safe_sleep(100)
    assert slept == [5]


def test_a_block_may_be_ended(csp: Any) -> None:
    @csp.ExecutionTimeout.limit_time(1, default_return_value="late")
    def slow(seconds: float) -> str:
        time.sleep(seconds)
        return "in time"

    assert slow(0) == "in time"
    with pytest.raises(KeyError), csp.ExecutionTimeout(5):
        raise KeyError("not the timeout's")


def test_time_that_has_passed(csp: Any) -> None:
    assert csp.has_passed_time_threshold("2024-01-01T00:00:00Z", 60)
    assert not csp.has_passed_time_threshold("2124-01-01T00:00:00Z", 60)
    with pytest.raises(ValueError, match="Failed to parse"):
        csp.has_passed_time_threshold("never", 60)


def test_found_secrets_are_masked(csp: Any) -> None:
    csp.find_and_remove_sensitive_text("the key is k-123", r"k-\d+")
    assert "k-123" not in csp.LOG.encode("it was k-123")

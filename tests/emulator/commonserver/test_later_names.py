"""The names that CommonServerPython has had since October 2022, by their documented behaviour."""

from __future__ import annotations

import inspect
import json
import sys
import time
from typing import Any

import pytest

from tests.emulator.commonserver.platform import Platform

PEM = "-----BEGIN KEY-----"
END = "-----END KEY-----"


# The parameters of the present file, in its order; those after a star have no place that a caller relies on.
SIGNATURES = {
    "comma_separated_mapping_to_dict": "raw_text",
    "content_profiler": "func",
    "find_and_remove_sensitive_text": "text pattern",
    "get_engine_base_url": "engine_id",
    "get_found_incident_ids": "last_run incidents look_back id_field remove_incident_ids",
    "get_server_config": "",
    "handle_proxy_for_long_running": (
        "proxy_param_name checkbox_default_value handle_insecure insecure_param_name"
    ),
    "has_passed_time_threshold": "timestamp_str seconds_threshold",
    "is_integration_instance_running_on_engine": "",
    "is_platform": "",
    "is_time_sensitive": "",
    "is_using_engine": "",
    "is_xsiam": "",
    "parse_json_string": "json_string",
    "replace_spaces_in_credential": "credential",
    "retry": "times delay exceptions",
    "safe_sleep": "duration_seconds",
    "send_data_to_xsiam": (
        "data vendor product data_format url_key num_of_attempts chunk_size data_type"
        " should_update_health_module add_proxy_to_request snapshot_id items_count multiple_threads"
    ),
    "split_data_to_chunks": "data target_chunk_size",
    "update_last_run_object": (
        "last_run incidents fetch_limit start_fetch_time end_fetch_time look_back created_time_field"
        " id_field date_format increase_last_run_time new_offset"
    ),
    "xsiam_api_call_with_retries": (
        "client xsiam_url zipped_data headers num_of_attempts events_error_handler error_msg"
        " is_json_response data_type"
    ),
}


@pytest.mark.parametrize("function", SIGNATURES)
def test_the_parameters_of_today_in_their_order(csp: Any, function: str) -> None:
    here = list(inspect.signature(getattr(csp, function)).parameters)
    of_today = SIGNATURES[function].split()
    assert here[: len(of_today)] == of_today
    assert here[len(of_today) :] in ([], ["client_class"])


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        ("send_events_to_xsiam", ("chunk_size", "should_update_health_module", "client_class")),
        ("execute_polling_command", ("command_name", "args", "using_brand")),
        ("tableToMarkdown", ("sort_headers",)),
        ("CommandResults", ("tags", "replace_existing")),
    ],
)
def test_the_parameters_of_today(csp: Any, function: str, parameters: tuple[str, ...]) -> None:
    assert set(parameters) <= set(inspect.signature(getattr(csp, function)).parameters)


def test_a_command_belongs_to_a_capability_of_a_connector(csp: Any, platform: Platform) -> None:
    assert csp.resolve_ucp_capability() == csp.SystemCapabilities.FETCH_ISSUES == "fetch-issues"
    assert csp.resolve_ucp_capability("fetch-events") == "log-collection"
    assert csp.resolve_ucp_capability("acme-get") == "automation-and-remediation"
    assert not csp.is_ucp_enabled()
    assert not csp.should_use_ucp_auth()


def test_the_engine_of_an_instance(csp: Any, platform: Platform) -> None:
    answers = {
        "/engines": {"engines": [{"id": "e1", "baseUrl": "10.0.0.1:443"}]},
        "/settings/integration/search": {"instances": [{"name": "Probe_1", "engine": "e1"}]},
    }

    def answer(method: str, uri: str, body: str = "") -> dict[str, str]:
        return {"body": json.dumps(answers[uri])}

    csp.demisto.internalHttpRequest = answer
    assert csp.is_integration_instance_running_on_engine() == "e1"
    assert csp.get_engine_base_url("e1") == "10.0.0.1:443"
    assert csp.get_engine_base_url("e2") == ""


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
    with pytest.raises(TypeError, match="offset-naive"):
        csp.has_passed_time_threshold("2024-01-01T00:00:00", 60)
    with pytest.raises(ValueError, match="Failed to parse"):
        csp.has_passed_time_threshold("never", 60)


def test_found_secrets_are_masked(csp: Any) -> None:
    csp.find_and_remove_sensitive_text("the key is k-123", r"k-\d+")
    assert "k-123" not in csp.LOG.encode("it was k-123")


def test_an_answer_with_the_keys_of_a_context(csp: Any) -> None:
    answer = {"id": 1, "some_key": [{"uuid": 2, "own": 3}], "own": 4}
    assert csp.response_to_context(answer, {"own": "Mine"}) == {
        "ID": 1,
        "SomeKey": [{"UUID": 2, "Own": 3}],
        "Mine": 4,
    }


def test_a_request_without_a_client(csp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    class Client:
        def __init__(self, **given: Any) -> None:
            made.append(given)

        def _http_request(self, **given: Any) -> Any:
            made.append(given)
            return "answer"

    monkeypatch.setattr(csp, "BaseClient", Client)
    assert csp.generic_http_request("GET", "https://a", client_headers={"A": "b"}) == "answer"
    assert made[0]["base_url"] == "https://a"
    assert made[0]["headers"] == {"A": "b"}
    assert (made[1]["method"], made[1]["url_suffix"], made[1]["headers"]) == ("GET", "", None)

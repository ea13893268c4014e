"""Errors and warnings, and what a command returns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.emulator.commonserver.platform import Platform


def test_an_error_raises_in_a_fetch(csp: Any, platform: Platform) -> None:
    with pytest.raises(Exception, match=r"^no luck$"):
        csp.return_error("no luck", error="why")
    assert platform.entries == []
    assert platform.logs == [("info", "Full Integration Log:\nno luck\nwhy")]


@pytest.mark.parametrize("command", ["fetch-events", "test-module", "acme-list"])
def test_an_error_is_an_entry_and_a_normal_exit_elsewhere(
    csp: Any, platform: Platform, command: str
) -> None:
    platform.callingContext["command"] = command
    with pytest.raises(SystemExit) as caught:
        csp.return_error("no luck", outputs={"a": 1})
    assert caught.value.code == 0
    assert platform.entries == [
        {"Type": 4, "ContentsFormat": "text", "Contents": "no luck", "EntryContext": {"a": 1}}
    ]


def test_the_entry_of_a_long_error_has_its_ends(csp: Any, platform: Platform) -> None:
    platform.callingContext["command"] = "fetch-events"
    with pytest.raises(SystemExit):
        csp.return_error("a" * 40_000 + "b" * 40_000)
    told = platform.entries[0]["Contents"]
    assert told == "a" * 25_000 + "...This error body was truncated..." + "b" * 25_000


def test_the_traceback_goes_into_the_log(csp: Any, platform: Platform) -> None:
    def failing() -> None:
        try:
            {}["missing"]
        except KeyError:
            csp.return_error("no luck")

    with pytest.raises(Exception, match="no luck"):
        failing()
    assert "KeyError: 'missing'" in platform.logs[0][1]


def test_secrets_leave_neither_the_log_nor_the_message(csp: Any, platform: Platform) -> None:
    csp.add_sensitive_log_strs("hunter2")
    with pytest.raises(Exception, match=r"^login with <XX_REPLACED> failed$"):
        csp.return_error("login with hunter2 failed")
    assert "hunter2" not in str(platform.logs)


def test_a_warning_goes_on_unless_told_to_exit(csp: Any, platform: Platform) -> None:
    csp.return_warning("careful")
    assert (platform.entries[0]["Type"], platform.entries[0]["Contents"]) == (11, "careful")
    with pytest.raises(SystemExit):
        csp.return_warning("careful", exit=True)


def test_errors_among_entries(csp: Any) -> None:
    entries = [{"Type": 1, "Contents": "fine"}, {"Type": 4, "Contents": "bad"}]
    assert csp.is_error(entries)
    assert not csp.is_error(entries[0])
    assert not csp.is_error(None)
    assert csp.get_error(entries) == "bad"
    with pytest.raises(ValueError, match="has no error entry"):
        csp.get_error(entries[:1])


def test_outputs_as_one_entry(csp: Any, platform: Platform) -> None:
    csp.return_outputs("text", {"Acme": 1}, {"raw": 1})
    csp.return_outputs("only text")
    first, second = platform.entries
    assert (first["Contents"], first["ContentsFormat"], first["EntryContext"]) == (
        {"raw": 1},
        "json",
        {"Acme": 1},
    )
    assert (second["Contents"], second["ContentsFormat"]) == ("only text", "text")


def test_results_of_many_kinds(csp: Any, platform: Platform) -> None:
    csp.return_results("text")
    csp.return_results([csp.CommandResults(readable_output="r"), {"a": 1}, "b", 5])
    assert platform.entries[0] == "text"
    assert platform.entries[1]["HumanReadable"] == "r"
    assert platform.entries[2:] == [5, [{"a": 1}, "b"]]


def test_a_file_lies_where_the_server_looks(
    csp: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    entry = csp.fileResult("report.txt", "what it says")
    assert entry == {
        "Contents": "",
        "ContentsFormat": "text",
        "Type": 3,
        "File": "report.txt",
        "FileID": "unique",
    }
    assert (tmp_path / "1_unique").read_text() == "what it says"


# CommandResults


def test_the_context_path_says_which_entries_are_the_same(csp: Any) -> None:
    outputs = [{"id": 1, "zone": "a"}]
    one = csp.CommandResults("Acme.Alert", "id", outputs, readable_output="r").to_context()
    assert one["EntryContext"] == {"Acme.Alert(val.id && val.id == obj.id)": outputs}
    two = csp.CommandResults("Acme.Alert", ["id", "zone"], outputs, readable_output="r")
    assert list(two.to_context()["EntryContext"]) == [
        "Acme.Alert(val.id && val.id == obj.id && val.zone && val.zone == obj.zone)"
    ]
    none = csp.CommandResults("Acme.Alert", outputs=outputs, readable_output="r").to_context()
    assert none["EntryContext"] == {"Acme.Alert": outputs}


def test_an_entry_says_raw_and_readable(csp: Any) -> None:
    entry = csp.CommandResults(
        readable_output="r", raw_response={"raw": True}, mark_as_note=True, entry_type=17
    ).to_context()
    assert (entry["HumanReadable"], entry["Contents"], entry["ContentsFormat"]) == (
        "r",
        {"raw": True},
        "json",
    )
    assert (entry["Note"], entry["IgnoreAutoExtract"], entry["Type"]) == (True, False, 17)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"outputs": [1]}, ValueError, "outputs_prefix is missing"),
        ({"indicator": 1, "indicators": [1]}, ValueError, "indicators is DEPRECATED"),
        ({"outputs_key_field": 5}, TypeError, "must be of type str or list"),
        ({"content_format": "xml"}, TypeError, "content_format xml is invalid"),
    ],
)
def test_what_makes_no_results(csp: Any, arguments: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        csp.CommandResults(**arguments)


def test_metrics_are_counted_and_reported(csp: Any, platform: Platform) -> None:
    metrics = csp.ExecutionMetrics(success=2)
    metrics.timeout_error += 1
    assert metrics.get_metric_list() == [
        {"Type": "Successful", "APICallsCount": 2},
        {"Type": "TimeoutError", "APICallsCount": 1},
    ]
    platform.server_version = {"version": "6.8.0", "buildNumber": "1"}
    assert csp.append_metrics(metrics, [])[0].to_context()["Type"] == 19
    assert csp.append_metrics(csp.ExecutionMetrics(), []) == []

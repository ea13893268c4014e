"""Mirroring, scheduled commands, and XML as JSON."""

from __future__ import annotations

from typing import Any

import pytest


def test_the_arguments_of_mirroring(csp: Any) -> None:
    remote = csp.GetRemoteDataArgs({"id": "7", "lastUpdate": "2024-01-01T00:00:00Z"})
    assert (remote.remote_incident_id, remote.last_update) == ("7", "2024-01-01T00:00:00Z")
    assert csp.GetModifiedRemoteDataArgs({"lastUpdate": "x"}).last_update == "x"
    with pytest.raises(KeyError, match="lastUpdate"):
        csp.GetModifiedRemoteDataArgs({})
    update = csp.UpdateRemoteSystemArgs({"remoteId": "7", "status": 2, "delta": {"a": 1}})
    assert (update.remote_incident_id, update.inc_status, update.data) == ("7", 2, None)


def test_the_answers_of_mirroring(csp: Any) -> None:
    assert csp.GetRemoteDataResponse({"id": 1}, [{"e": 2}]).extract_for_local() == [
        {"id": 1},
        {"e": 2},
    ]
    assert csp.GetRemoteDataResponse({}, [{"e": 2}]).extract_for_local() is None
    assert csp.GetModifiedRemoteDataResponse(["7"]).to_entry() == {
        "Contents": ["7"],
        "Type": 1,
        "ContentsFormat": "json",
    }


def test_the_fields_of_mirroring(csp: Any) -> None:
    scheme = csp.SchemeTypeMapping("Alert")
    scheme.add_field("severity", "how bad")
    scheme.add_field("name")
    answer = csp.GetMappingFieldsResponse()
    answer.add_scheme_type(scheme)
    assert answer.extract_mapping() == {"Alert": {"severity": "how bad", "name": ""}}
    assert csp.GetMappingFieldsResponse().extract_mapping() == {}


def on_server(csp: Any, platform: Any, version: str) -> None:
    platform.server_version = {"version": version, "buildNumber": "1"}


def test_a_scheduled_command(csp: Any, platform: Any) -> None:
    on_server(csp, platform, "6.8.0")
    command = csp.ScheduledCommand("poll", 3, {"id": "1"}, 600)
    assert command.to_results() == {
        "PollingCommand": "poll",
        "NextRun": "10",
        "PollingArgs": {"id": "1"},
        "Timeout": "600",
        "PollingItemsRemaining": 0,
    }


@pytest.mark.parametrize("version", ["5.5.0", "6.1.0"])
def test_a_server_that_cannot_poll(csp: Any, platform: Any, version: str) -> None:
    on_server(csp, platform, version)
    with pytest.raises(csp.DemistoException, match=r"not supported by this XSOAR server version"):
        csp.ScheduledCommand("poll", 30)
    assert not csp.ScheduledCommand.supports_polling()


def test_what_a_scheduled_command_is_told(csp: Any) -> None:
    parent = {"polling": True, "pollingCommand": "poll", "timesRan": 2, "startDate": "s"}
    assert csp.get_schedule_metadata({"ParentEntry": parent}) == {
        "is_polling": True,
        "polling_command": "poll",
        "times_ran": 3,
        "start_date": "s",
    }
    assert csp.get_schedule_metadata({}) == {}


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("<a/>", '{"a": null}'),
        ("<a x='1'>t</a>", '{"a": {"@x": "1", "#text": "t"}}'),
        ("<a><b>1</b><b>2</b><c/></a>", '{"a": {"b": ["1", "2"], "c": null}}'),
        ("<a>1<b/> 2 </a>", '{"a": {"b": {"#tail": "2"}, "#text": "1"}}'),
        ("<n:a xmlns:n='urn:n'>é</n:a>", '{"a": "\\u00e9"}'),
    ],
)
def test_xml_as_json(csp: Any, document: str, told: str) -> None:
    assert csp.xml2json(document) == told


def test_xml_as_json_spelt_out(csp: Any) -> None:
    assert csp.xml2json("<a> <b> t </b></a>", {"pretty": 1}) == (
        '{\n    "a": {\n        "b": "t"\n    }\n}'
    )
    kept = csp.xml2json("<n:a xmlns:n='urn:n'> t </n:a>", {}, 0, 0)
    assert kept == '{"{urn:n}a": " t "}'
    with pytest.raises(SyntaxError, match="no element found"):
        csp.xml2json("")


def test_json_as_xml(csp: Any) -> None:
    document = {"a": {"@x": "y", "#text": "t", "b": ["1", "2"], "c": None}}
    assert csp.json2xml(document) == b'<a x="y">t<b>1</b><b>2</b><c /></a>'
    assert csp.json2xml('{"a": "\\u00e9<"}') == "<a>é&lt;</a>".encode()
    with pytest.raises(ValueError, match="Illegal structure with multiple tags"):
        csp.json2xml({"a": "1", "b": "2"})

"""The demisto object records each call, then answers it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from tests import demisto_page
from xfetch.emulator.demisto.session import Invocation, Session
from xfetch.emulator.demisto.shim import Demisto
from xfetch.emulator.record.recorder import Recorder
from xfetch.emulator.settings.instance import Stores

START = datetime(2024, 1, 1, tzinfo=timezone.utc)


@pytest.fixture
def session() -> Session:
    return Session(
        stores=Stores(last_run={"t": "1"}, context={"token": "x"}, context_version=4),
        recorder=Recorder(lambda: START, {__file__: "test_shim.py"}),
        invocation=Invocation(
            "fetch-incidents",
            "Probe_instance_1",
            "Probe",
            {"url": "https://probe", "nested": {"a": [1]}},
        ),
    )


@pytest.fixture
def demisto(session: Session) -> Demisto:
    shim = Demisto()
    shim.begin(session)
    return shim


def test_get_last_run_returns_the_last_saved_one_until_it_is_set(demisto: Demisto) -> None:
    assert demisto.getLastRun() == {"t": "1"}
    demisto.setLastRun({"t": "2", "u": "3"})
    demisto.setLastRun({"t": "4"})
    assert demisto.getLastRun() == {"t": "4"}, "the last call replaces the whole object"


def test_getters_return_copies(demisto: Demisto, session: Session) -> None:
    demisto.getLastRun()["t"] = "changed in place"
    demisto.getIntegrationContext()["token"] = "changed in place"
    assert demisto.getLastRun() == {"t": "1"}
    assert session.stores.context == {"token": "x"}


def test_a_set_in_the_last_run_fails_at_the_call_naming_its_key(
    demisto: Demisto, session: Session
) -> None:
    with pytest.raises(TypeError, match=r"type set is not JSON serializable .*'ids'"):
        demisto.setLastRun({"ids": {"a"}})
    call = session.recorder.close().named("setLastRun")[0]
    assert "ids" in call.error


def test_calls_are_recorded_in_order_with_the_line_that_made_them(
    demisto: Demisto, session: Session
) -> None:
    demisto.getLastRun()
    demisto.incidents([{"name": "a"}])
    calls = session.recorder.close().calls
    assert [call.name for call in calls] == ["getLastRun", "incidents"]
    assert str(calls[1].line).startswith("test_shim.py:")
    assert calls[1].args == {"incidents": [{"name": "a"}]}


def test_versions_of_the_integration_context(demisto: Demisto) -> None:
    stored = demisto.getIntegrationContextVersioned()
    assert stored["version"]["version"] == 4
    demisto.setIntegrationContextVersioned({"token": "y"}, stored["version"])
    with pytest.raises(ValueError, match="version 4 is older than the stored version 5"):
        demisto.setIntegrationContextVersioned({"token": "z"}, stored["version"])
    demisto.setIntegrationContext({"token": "whatever its version"})
    demisto.setIntegrationContextVersioned({"token": "w"}, -1)
    assert demisto.getIntegrationContext() == {"token": "w"}


def test_stores_of_assets_and_mirroring_are_their_own(demisto: Demisto) -> None:
    demisto.setAssetsLastRun({"a": "1"})
    demisto.setLastMirrorRun({"m": "1"})
    assert demisto.getAssetsLastRun() == {"a": "1"}
    assert demisto.getLastMirrorRun() == {"m": "1"}
    assert demisto.getLastRun() == {"t": "1"}


@pytest.mark.parametrize("odd", [{"name": "a dict"}, "text", [{"name": "a"}, "text"]])
def test_incidents_that_the_server_cannot_read(
    demisto: Demisto, session: Session, odd: Any
) -> None:
    demisto.incidents(odd)
    assert session.sent.unreadable.startswith("incidents() takes a list")


def test_incidents_of_none_sends_no_incidents(demisto: Demisto, session: Session) -> None:
    demisto.incidents(None)
    assert session.sent.batches == [[]]
    assert session.sent.unreadable == ""


def test_only_error_entries_matter_among_results(demisto: Demisto, session: Session) -> None:
    demisto.results("a text")
    demisto.results({"Type": 1, "Contents": "{}", "ContentsFormat": "json"})
    demisto.results([{"Type": 4, "Contents": "it broke", "ContentsFormat": "text"}, b"raw"])
    assert session.trouble.errors == ["it broke"]


def test_create_incidents_creates_at_the_call_and_sets_the_last_run(
    demisto: Demisto, session: Session
) -> None:
    created = demisto.createIncidents([{"name": "a"}], lastRun={"t": "9"})
    assert created == [{"name": "a"}]
    assert session.sent.created == [{"name": "a"}]
    assert demisto.getLastRun() == {"t": "9"}


def test_log_lines_are_joined_as_text(demisto: Demisto, session: Session) -> None:
    demisto.debug("count", 3, {"a": 1})
    with pytest.raises(TypeError):
        demisto.info(object())
    assert [log.message for log in session.recorder.close().logs] == ['count 3 {"a": 1}']


def test_begin_forgets_what_the_integration_left_on_the_object(
    demisto: Demisto, session: Session
) -> None:
    demisto.left_behind = True  # type: ignore[attr-defined]
    demisto.callingContext["params"] = "replaced"
    demisto.begin(session)
    assert not hasattr(demisto, "left_behind")
    assert demisto.params()["url"] == "https://probe"


@pytest.mark.parametrize(
    "row", [row for row in demisto_page.TABLE if row.kind == demisto_page.REFUSED]
)
def test_a_refused_call_names_itself(demisto: Demisto, row: demisto_page.Row) -> None:
    count = demisto_page.signature(row.name).count(",") + (
        "()" not in demisto_page.signature(row.name)
    )
    with pytest.raises(Exception, match="is not emulated by xfetch"):
        getattr(demisto, row.name)(*["x"] * count)


@pytest.mark.parametrize(
    "row", [row for row in demisto_page.TABLE if row.kind == demisto_page.SCRIPTS]
)
def test_a_call_for_scripts_raises_the_error_of_production(
    demisto: Demisto, row: demisto_page.Row
) -> None:
    count = demisto_page.signature(row.name).count(",") + (
        "()" not in demisto_page.signature(row.name)
    )
    with pytest.raises(Exception, match=rf"no function `{row.name}` for Integration"):
        getattr(demisto, row.name)(*["x"] * count)


def test_an_empty_server_is_empty(demisto: Demisto) -> None:
    assert demisto.searchIndicators(query="*")["iocs"] == []
    assert demisto.searchRelationships({})["data"] == []
    assert demisto.get_incidents() == []
    assert demisto.demistoUrls()["server"] == "https://xsoar.example.com"
    assert demisto.getLicenseCustomField("x") is None


def test_the_tools(demisto: Demisto) -> None:
    assert demisto.get({"a": {"b": 1}}, "a.b") == 1
    assert demisto.get({"a": None}, "a.b", "default") == "default"
    assert demisto.gets({}, "a") == "None"
    assert demisto.getParam("nested.a") == [1]
    assert demisto.getArg("none", "default") == "default"
    first, second = demisto.uniqueFile(), demisto.uniqueFile()
    assert first != second
    assert demisto.isFetch()

"""boto's clients, answered in this process."""

from __future__ import annotations

import time
from typing import Any

import botocore.awsrequest
import botocore.config
import botocore.exceptions
import botocore.session
import pytest
import urllib3.connectionpool

from xfetch.emulator.product.message import Failure
from xfetch.emulator.product.wire.guard import offline
from xfetch.emulator.product.wire.transport import routed

from ..worlds import always, in_turn, record, wired


@pytest.fixture(scope="module")
def guardduty() -> Any:
    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", "wJalrEXAMPLEKEY")
    config = botocore.config.Config(retries={"max_attempts": 2})
    return session.create_client("guardduty", region_name="eu-west-1", config=config)


def test_botos_pools_are_served_where_urllib3s_are() -> None:
    own = urllib3.connectionpool.HTTPConnectionPool._make_request
    assert botocore.awsrequest.AWSHTTPConnectionPool._make_request is own
    assert botocore.awsrequest.AWSHTTPSConnectionPool._make_request is own


def test_a_client_is_answered(guardduty: Any) -> None:
    vendor = always({"json": {"findings": [{"id": "f1", "severity": 5.0}]}})
    wire = wired(vendor)
    with offline(wire), routed(wire):
        answer = guardduty.get_findings(DetectorId="d1", FindingIds=["f1"])
    assert [finding["Id"] for finding in answer["Findings"]] == ["f1"]
    (asked,) = vendor.asked
    assert asked.url == "https://guardduty.eu-west-1.amazonaws.com/detector/d1/findings/get"
    assert asked.json() == {"findingIds": ["f1"]}
    assert asked.header("authorization").startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    assert record(wire).attempts == ()


def test_its_own_retries_happen(guardduty: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    wire = wired(in_turn({"status": 500}, Failure("reset"), {"json": {"detectorIds": ["d"]}}))
    with offline(wire), routed(wire):
        assert guardduty.list_detectors()["DetectorIds"] == ["d"]
    assert len(slept) == 2
    assert [e.failure or e.status for e in record(wire).exchanges] == [500, "reset", 200]


def test_its_own_exceptions_come(guardduty: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    with routed(wired(None)), pytest.raises(botocore.exceptions.EndpointConnectionError):
        guardduty.list_detectors()
    with (
        routed(wired(always(Failure("timeout")))),
        pytest.raises(botocore.exceptions.ReadTimeoutError),
    ):
        guardduty.list_detectors()
    denied = {"status": 403, "json": {"message": "no", "__type": "AccessDeniedException"}}
    with (
        routed(wired(always(denied))),
        pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"),
    ):
        guardduty.list_detectors()

"""Commands that schedule themselves."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.emulator.commonserver.platform import Platform, common_server


@pytest.fixture
def poll(csp: Any, platform: Platform) -> Any:
    platform.server_version = {"version": "6.2.0", "buildNumber": "1"}

    @csp.polling_function("acme-job-get", interval=60)  # type: ignore[misc]
    def get(args: dict[str, Any]) -> Any:
        done = args["done"]
        return csp.PollResult("the answer", continue_to_poll=not done)

    return get


def test_without_polling_the_answer_is_returned_as_it_is(poll: Any) -> None:
    assert poll({"polling": "false", "done": False}) == "the answer"
    assert poll({"polling": "true", "done": True}) == "the answer"


def test_without_an_answer_the_command_is_scheduled(poll: Any) -> None:
    entry = poll({"polling": True, "done": False}).to_context()
    assert (entry["PollingCommand"], entry["NextRun"], entry["HumanReadable"]) == (
        "acme-job-get",
        "60",
        "Fetching Results:",
    )
    assert entry["PollingArgs"] == {"polling": True, "done": False, "hide_polling_output": True}


def test_a_function_may_decide_whether_to_go_on(csp: Any, platform: Platform) -> None:
    platform.server_version = {"version": "8.5.0", "buildNumber": "1"}

    @csp.polling_function("acme-job-get", requires_polling_arg=False)  # type: ignore[misc]
    def get(args: dict[str, Any]) -> Any:
        return csp.PollResult("the answer", continue_to_poll=lambda: args["goes_on"])

    assert get({"goes_on": False}) == "the answer"
    assert get({"goes_on": True}).to_context()["PollingCommand"] == "acme-job-get"


def _entry(text: str, **metadata: Any) -> dict[str, Any]:
    return {"Type": 1, "HumanReadable": text, "EntryContext": {"J": text}, "Metadata": metadata}


class Script(Platform):
    """A platform on which commands can be run: each call takes the next answer."""

    def __init__(self, *answers: list[dict[str, Any]]) -> None:
        super().__init__()
        self.answers = list(answers)
        self.ran: list[tuple[str, dict[str, Any]]] = []

    def executeCommand(self, command: str, args: dict[str, Any]) -> list[dict[str, Any]]:
        self.ran.append((command, dict(args)))
        return self.answers.pop(0)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    naps: list[float] = []
    monkeypatch.setattr(time, "sleep", naps.append)
    return naps


def test_a_script_polls_a_command_to_its_end(slept: list[float]) -> None:
    asks = {"polling": True, "pollingCommand": "job-get", "pollingArgs": {"id": "7"}}
    script = Script([_entry("started", **asks, nextRun=20)], [_entry("done", polling=False)])
    results = common_server(script).execute_polling_command("job-start", {"a": "b"}, "Acme")
    assert script.ran == [
        ("job-start", {"a": "b", "using-brand": "Acme"}),
        ("job-get", {"id": "7", "using-brand": "Acme"}),
    ]
    assert slept == [20]
    assert [one.readable_output for one in results] == ["started", "done"]
    assert results[-1].outputs == {"J": "done"}


def test_polling_ends_with_an_error_or_after_its_time(slept: list[float]) -> None:
    failed = {"Type": 4, "Contents": "no such job", "Metadata": {"polling": True}}
    module = common_server(Script([failed]))
    assert module.execute_polling_command("job-get", {})[0].readable_output == "no such job"
    module = common_server(Script(*([_entry("waits", polling=True)] for _ in range(9))))
    with pytest.raises(module.DemistoException, match="Timed out waiting for job-get after 100"):
        module.execute_polling_command("job-get", {}, default_polling_timeout=100)
    assert slept == [30, 30, 30]

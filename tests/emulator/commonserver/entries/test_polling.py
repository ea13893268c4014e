"""Commands that schedule themselves."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.commonserver.platform import Platform


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

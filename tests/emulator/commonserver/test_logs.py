"""The integration's log."""

from __future__ import annotations

import logging
from typing import Any

from tests.emulator.commonserver.platform import Platform, common_server


def test_lines_are_kept_until_they_are_printed(csp: Any, platform: Platform) -> None:
    csp.LOG("one")
    csp.LOG(2)
    assert platform.logs == []
    csp.LOG.print_log()
    assert platform.logs == [("info", "Full Integration Log:\none\n2")]
    csp.LOG.print_log()
    assert len(platform.logs) == 1


def test_secret_parameters_are_replaced_in_every_form(platform: Platform) -> None:
    platform.callingContext["params"] = {
        "api_key": "a b",
        "credentials": {"identifier": "joe", "password": "hunter2"},
        "url": "https://x.example",
    }
    csp = common_server(platform)
    for secret in ("a b", "a+b", "hunter2", "aHVudGVyMg==", csp.b64_encode("joe:hunter2")):
        assert "<XX_REPLACED>" in csp.LOG(f"<{secret}>")
    assert csp.LOG("https://x.example joe") == "https://x.example joe"


def test_the_decorator_logs_each_call(csp: Any) -> None:
    @csp.logger  # type: ignore[misc]
    def add(left: int, right: int = 0) -> int:
        return left + right

    assert add(1, right=2) == 3
    assert csp.LOG.messages == ["calling add(1,'right'=2)"]


def test_records_of_pythons_logging(csp: Any, platform: Platform) -> None:
    record = logging.LogRecord("n", logging.INFO, "p", 1, "found %s", (3,), None)
    csp.DemistoHandler().emit(record)
    csp.DemistoHandler(csp.LOG).emit(record)
    assert platform.logs == [("debug", "found 3")]
    assert csp.LOG.messages == ["found 3"]


def test_the_log_is_a_stream(csp: Any) -> None:
    csp.LOG.write("half a ")
    csp.LOG.write("line\n")
    csp.LOG.print_override("printed")
    assert csp.LOG.messages == ["half a line", "printed"]


def test_line_numbers_of_one_text(csp: Any) -> None:
    csp.register_module_line("AcmeApiModule", "start", 100)
    csp.register_module_line("AcmeApiModule", "end", 200)
    text = '  File "<string>", line 150, in call\n  File "other.py", line 150, in call'
    assert csp.fix_traceback_line_numbers(text) == (
        '  File "<AcmeApiModule>", line 50, in call\n  File "other.py", line 150, in call'
    )

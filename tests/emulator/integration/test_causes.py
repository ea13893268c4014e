"""The cause of an error: the innermost exception that has a line of the integration."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.integration.ending import Cause, cause_of
from xfetch.emulator.integration.failed.failure_point import Origin
from xfetch.emulator.record.entries import Line
from xfetch.emulator.record.fetch_run import FetchRun

CODE = """\
import json

def read(alert):
    return alert['title']

def wrapped(alert):
    try:
        return read(alert)
    except KeyError as error:
        raise ValueError('no alert') from error

def hidden(alert):
    try:
        return read(alert)
    except KeyError as error:
        raise ValueError('no alert') from None

def again(alert):
    try:
        return read(alert)
    except KeyError:
        raise

def library(alert):
    return json.loads('{')
"""


@pytest.mark.parametrize(
    ("name", "cause", "number"),
    [
        ("read", "KeyError: 'title'", 4),
        ("wrapped", "KeyError: 'title'", 4),
        ("hidden", "KeyError: 'title'", 4),
        ("again", "KeyError: 'title'", 4),
        ("library", "JSONDecodeError: Expecting property name", 25),
    ],
)
def test_the_innermost_exception_with_a_line_of_the_integration(
    name: str, cause: str, number: int
) -> None:
    space: dict[str, object] = {}
    exec(compile(CODE, "<code>", "exec"), space)
    function = space[name]
    assert callable(function)
    with pytest.raises((KeyError, ValueError)) as raised:
        function({})
    found = cause_of(raised.value, Origin("<code>", "Acme.py"))
    assert found.text.startswith(cause)
    assert found.line == Line("Acme.py", number)
    assert found.trace.splitlines()[-1].startswith(f"Acme.py:{number} in {name}") or name != "read"


def test_what_a_library_raised_by_itself_is_no_cause() -> None:
    with pytest.raises(ValueError, match="invalid literal") as raised:
        int("x")
    assert cause_of(raised.value, Origin("<code>", "Acme.py")) == Cause()
    assert cause_of(None, Origin("", "")) == Cause()


PROBE = """\
import demistomock as demisto, sys, time
from CommonServerPython import *

COMMANDS = ('fetch-incidents', 'fetch-events', 'fetch-assets', 'long-running-execution')

def read(alert):
    return alert['title']

def fail(text):
    how = demisto.getIntegrationContext().get('n', 0)
    demisto.setIntegrationContext({'n': how + 1})
    if how == 0:
        return_error(text)
    if how == 1:
        demisto.results({'Type': 4, 'ContentsFormat': 'text', 'Contents': text})
    if how == 2:
        sys.exit(text)
    if how == 3:
        demisto.updateModuleHealth(text, is_error=True)
        time.sleep(60)

def main():
    try:
        read({})
    except Exception as error:
        fail(f'Failed: {error}')
    if demisto.command() == COMMANDS[3]:
        main()
"""
CAUSE = ("KeyError: 'title'", "Probe.py:7")


def causes(folder: Path, command: str, cycles: int) -> list[tuple[str, str]]:
    runs = worlds.run(worlds.write_raw(folder, PROBE + "\nmain()\n"), cycles, command=command).runs
    return [_cause(run) for run in runs]


def _cause(run: FetchRun) -> tuple[str, str]:
    assert run.failure is not None
    assert run.failure.message == "Failed: 'title'"
    return run.failure.cause, str(run.failure.cause_line)


@pytest.mark.parametrize("command", ["fetch-events", "fetch-assets", "fetch-incidents"])
def test_however_the_code_tells_its_error(tmp_path: Path, command: str) -> None:
    assert causes(tmp_path, command, 3) == [CAUSE] * 3


def test_bad_health_has_its_cause_too(tmp_path: Path) -> None:
    probe = PROBE.replace("get('n', 0)", "get('n', 3)")
    target = worlds.write_raw(tmp_path, probe + "\nmain()\n")
    (run,) = worlds.run(target, 1, command="long-running-execution").runs
    assert _cause(run) == CAUSE


def test_an_error_entry_outside_of_any_handler_keeps_its_own_line(tmp_path: Path) -> None:
    code = PROBE.split("def main")[0] + "fail('no handler')\n"
    (run,) = worlds.run(worlds.write_raw(tmp_path, code), 1, command="fetch-events").runs
    assert run.failure is not None
    assert (run.failure.cause, run.failure.cause_line) == ("", None)
    assert str(run.failure.line) == "Probe.py:13"

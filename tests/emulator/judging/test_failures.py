"""Fetches that fail alike are one entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

import pytest

from xfetch.emulator.integration.common_server import CommonServer
from xfetch.emulator.integration.generations import other_generation
from xfetch.emulator.integration.packages import missing_library, other_version
from xfetch.emulator.judging.failures import advice_of, failed_alike, of_library, remedy_in
from xfetch.emulator.judging.finding import Finding
from xfetch.emulator.record.entries import Line
from xfetch.emulator.record.fetch_run import Failure, FetchRun, LastRunChange

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)
EMBEDDED = CommonServer("embedded, as of 2026-11")
CHECKOUT = CommonServer("the checkout's", Path("CommonServerPython.py"))


def fetch(cycle: int, message: str = "", line: int = 46, *, on_purpose: bool = False) -> FetchRun:
    failure = Failure(message, line=Line("Acme.py", line), on_purpose=on_purpose)
    kept = LastRunChange({}, None, {}, False, False)
    status = "error" if message else "ok"
    return FetchRun(cycle, AT, AT, status, message, kept, failure=failure if message else None)


def test_the_same_error_at_the_same_line_is_one_entry() -> None:
    runs = [fetch(1), *(fetch(n, f"HTTP 503 for /alerts?after={n}") for n in (2, 5, 6, 7))]
    (group,) = failed_alike(runs)
    assert group.cycles == (2, 5, 6, 7)
    assert group.words() == ("cycles 2, 5–7, the same error 4 times: HTTP 503 for /alerts?after=2")


def test_ids_of_records_do_not_set_errors_apart() -> None:
    ids = ("3f2a9c1e-77aa-4b1c-9e01-0123456789ab", "deadbeef-0000-4b1c-9e01-a1b2c3d4e5f6")
    (group,) = failed_alike(fetch(n, f"no alert {one}") for n, one in enumerate(ids, 1))
    assert group.cycles == (1, 2)


def test_another_error_line_or_reason_is_another_entry() -> None:
    runs = [
        fetch(1, "KeyError: 'a'"),
        fetch(2, "KeyError: 'b'"),
        fetch(3, "KeyError: 'a'", line=50),
        fetch(4, "KeyError: 'a'", on_purpose=True),
    ]
    groups = failed_alike(runs)
    assert [group.words() for group in groups] == [
        "cycle 1: KeyError: 'a'",
        "cycle 2: KeyError: 'b'",
        "cycle 3: KeyError: 'a'",
        "cycle 4: KeyError: 'a'",
    ]
    assert [group.on_purpose for group in groups] == [False, False, False, True]


def test_runs_that_end_well_have_no_entry() -> None:
    assert failed_alike([fetch(1), fetch(2)]) == ()


def killed(cycle: int) -> FetchRun:
    return replace(fetch(cycle, "killed at its timeout after 60s"), status="timeout")


def test_the_finding_about_killed_fetches_tells_of_them() -> None:
    (group,) = failed_alike([killed(1), killed(2)])
    told = Finding("XF417", "", "error", 1, "every run is killed", cycles=(1, 2))
    assert group.told_by(told)
    assert not group.told_by(replace(told, cycles=(1,)))
    assert not group.told_by(replace(told, rule="XF102"))


def test_the_reason_is_the_exception_that_was_raised_first() -> None:
    text = "Failed to execute fetch-incidents command. Error: 'severity'"
    run = fetch(1, text)
    assert run.failure is not None
    (group,) = failed_alike(
        [replace(run, failure=replace(run.failure, cause="KeyError: 'severity'"))]
    )
    assert group.reason == "KeyError: 'severity'"
    (other,) = failed_alike([replace(run, failure=replace(run.failure, cause="OSError: no disk"))])
    assert other.reason == text


@pytest.mark.parametrize(
    ("message", "used", "remedy"),
    [
        ("name 'new_one' is not defined", EMBEDDED, "--content DIR"),
        (
            "safe_sleep() got an unexpected keyword argument 'really'",
            EMBEDDED,
            "--commonserver PATH",
        ),
        ("name 'safe_sleep' is not defined", CHECKOUT, "--commonserver embedded"),
        (
            "tableToMarkdown() got an unexpected keyword argument 'sort_headers'",
            CHECKOUT,
            "--commonserver embedded",
        ),
    ],
)
def test_the_advice_of_another_generation_is_found(
    message: str, used: CommonServer, remedy: str
) -> None:
    advice = other_generation(message, used, ())
    assert advice
    assert advice_of(f"TypeError: {message} ({advice})") == advice
    assert remedy_in(advice).endswith(remedy)
    assert ";" not in remedy_in(advice)
    assert advice_of(f"TypeError: {message} (see the log)") == ""


def test_the_advice_about_a_missing_library_is_found() -> None:
    """The code has caught the import, and raises an error of its own."""
    try:
        try:
            raise ModuleNotFoundError("No module named 'yaml.reader'", name="yaml.reader")
        except ImportError:
            raise ValueError("use another docker image") from None
    except ValueError as error:
        advice = missing_library(error)
    assert advice_of(f"use another docker image ({advice})") == advice
    assert of_library(advice)
    assert remedy_in(advice) == "pip install PyYAML, or --module yaml.reader=FILE"
    assert missing_library(ValueError("No module named 'yaml'")) == ""


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("import yaml\nyaml.no_such_name", True),
        ("from yaml import no_such_name", True),
        # A library that refuses a class while it is defined, as pydantic 2 refuses validators of pydantic 1.
        ("import yaml\nclass Model:\n    field = yaml.safe_load('{')", True),
        # Code that has data may fail at the data.
        ("import yaml\nyaml.safe_load('{')", False),
        ("import yaml\ndef main():\n    yaml.safe_load('{')\nmain()", False),
        ("import json\njson.no_such_name", False),
        ("class Model:\n    field = {}['key']", False),
    ],
)
def test_a_library_of_another_version_is_named(code: str, named: bool) -> None:
    try:
        exec(compile(code, "Own.py", "exec"), {"__name__": "builtins"})
    except Exception as error:
        advice = other_version(error, "Own.py")
    here = version("PyYAML")
    said = (
        f"`yaml` is not installed here in the version that the code was written for, but in {here}"
    )
    assert advice.partition(";")[0] == (said if named else "")
    if named:
        assert advice_of(f"Error: {code} ({advice})") == advice
        assert of_library(advice)
        assert remedy_in(advice).startswith("install that version with pip, or ")

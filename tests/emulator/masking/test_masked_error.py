"""No exception says a secret on its way to the user."""

from __future__ import annotations

import errno
import traceback
from pathlib import Path
from typing import NoReturn

import pytest

from tests.cli.told import invoke
from tests.emulator import worlds
from xfetch.emulator.error_text import named_error
from xfetch.emulator.errors import Bug, UsageError, VendorBroke, VendorError, XfetchError
from xfetch.emulator.masking.mask import MASK, Mask
from xfetch.emulator.masking.masked_error import masked_errors
from xfetch.emulator.pytest_support.fixture import Xfetch
from xfetch.emulator.running.bench import bench_of
from xfetch.emulator.settings.section import SectionError

KEY = "S3cretKeyABCDEF"


class Odd(Exception):
    def __str__(self) -> str:
        raise RuntimeError(f"cannot show {KEY}")


def passed(error: BaseException) -> BaseException:
    """What comes out of the block when that goes in."""
    with (
        pytest.raises((Exception, VendorBroke, KeyboardInterrupt)) as caught,
        masked_errors(Mask([KEY])),
    ):
        raise error
    assert KEY not in "".join(traceback.format_exception(caught.value))
    return caught.value


def test_a_message_keeps_its_class_and_loses_the_secret() -> None:
    error = passed(VendorError(f"raised {KEY}", where=f"a{KEY}.py:3", advice=(f"asked {KEY}",)))
    assert type(error) is VendorError
    assert str(error) == f"a{MASK}.py:3: raised {MASK}\n  asked {MASK}"
    assert error.args == (f"raised {MASK}",)


def test_a_message_keeps_what_else_its_class_has() -> None:
    error = passed(SectionError(("routes", 0), f"no {KEY}"))
    assert isinstance(error, SectionError)
    assert (error.path, error.what) == (("routes", 0), f"no {MASK}")


def test_an_error_without_a_secret_is_the_same_object() -> None:
    for error in (UsageError("wrong", where="--x"), KeyError("x"), OSError(errno.ENOSPC, "full")):
        assert passed(error) is error


def test_an_error_of_the_system_keeps_its_number() -> None:
    error = passed(OSError(errno.ENOENT, "No such file", f"/{KEY}"))
    assert isinstance(error, FileNotFoundError)
    assert error.errno == errno.ENOENT


@pytest.mark.parametrize("error", [ValueError(f"no {KEY}"), Odd(), KeyError(KEY)])
def test_any_other_becomes_a_bug(error: Exception) -> None:
    bug = passed(error)
    assert isinstance(bug, Bug)
    assert bug.what.startswith(type(error).__name__)
    assert KEY not in bug.trace
    assert "Traceback" in bug.trace


def test_the_cause_is_looked_at_too() -> None:
    error = UsageError("wrong")
    error.__cause__ = ValueError(KEY)
    assert str(passed(error)) == "wrong"


def test_an_exception_is_told_even_where_it_cannot_tell_itself() -> None:
    assert named_error(Odd()) == "Odd: <exception str() failed>"
    assert named_error(ValueError("x")) == "ValueError: x"
    assert named_error(ValueError()) == "ValueError"
    assert named_error(XfetchError("x")) == "XfetchError: x"
    assert named_error(Bug("KeyError: 'x'")) == "KeyError: 'x'"


def test_an_interruption_keeps_its_way() -> None:
    broke = passed(VendorBroke(VendorError(f"raised {KEY}")))
    assert isinstance(broke, VendorBroke)
    assert broke.error.what == f"raised {MASK}"
    assert isinstance(passed(KeyboardInterrupt()), KeyboardInterrupt)


VENDOR = """
class Vendor:
    def handle(self, request, now):
        raise ValueError("unknown key " + request.header("X-Api-Key"))
"""
ASKS = """
import requests
params = demisto.params()
requests.get(params["url"], headers={"X-Api-Key": params["apikey"]})
"""


@pytest.fixture
def leaking(tmp_path: Path) -> Path:
    """A scenario whose vendor file raises what it was sent."""
    (tmp_path / "leak.py").write_text(VENDOR)
    worlds.write(tmp_path, ASKS)
    scenario = tmp_path / "leak.xfetch.yml"
    params = f"params: {{url: 'https://a.example.com', apikey: {KEY}}}"
    scenario.write_text(f"integration: Probe\nvendor: leak.py\ncycles: 1\n{params}\n")
    return scenario


def test_what_a_traceback_shows_of_our_objects_is_no_secret(leaking: Path) -> None:
    prepared = worlds.prepared(leaking.with_name("Probe"), params={"apikey": KEY})
    assert prepared.instance.params["apikey"] == KEY
    assert KEY not in repr(prepared)
    assert KEY not in repr(
        bench_of(prepared.plan, prepared.stage).session(prepared.scenario.stores)
    )


def test_a_bug_fails_a_test_of_the_user_with_a_message_alone(
    leaking: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*given: object, **named: object) -> None:
        raise KeyError("of its own")

    monkeypatch.setattr("xfetch.emulator.pytest_support.fixture.run_both_ways", explode)

    def fail(text: str) -> NoReturn:
        pytest.fail(text, pytrace=False)

    with pytest.raises(pytest.fail.Exception, match="xfetch itself failed: KeyError: 'of its own'"):
        Xfetch({}, leaking.parent, fail).run(leaking)


@pytest.mark.parametrize("isolation", ["inline", "process"])
def test_what_a_vendor_file_raises_is_told_without_the_secret(
    leaking: Path, isolation: str
) -> None:
    result = invoke("run", leaking, "--isolation", isolation)
    assert result.exit_code == 3
    assert f"handle() raised ValueError: unknown key {MASK}" in result.output
    assert KEY not in result.output


def test_junit_of_a_check_does_not_hold_the_secret(leaking: Path) -> None:
    junit = leaking.with_name("j.xml")
    result = invoke("check", leaking, "-o", f"junit:{junit}", "-o", "text")
    assert result.exit_code == 3
    assert f"unknown key {MASK}" in result.output
    assert f"unknown key {MASK}" in junit.read_text()
    assert KEY not in result.output + junit.read_text()

"""No secret in any output: errors before the first cycle, the served product, the vendor's own events."""

from __future__ import annotations

import json
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml

from tests.cli.told import invoke
from tests.emulator import worlds
from tests.test_canary import NAMES, SECRETS, YML, content, homes, told_in
from xfetch.cli.commands import vendor as vendor_command
from xfetch.emulator.product import http_server as serving
from xfetch.emulator.pytest_support.fixture import Xfetch
from xfetch.emulator.request.from_scenario import find_scenario
from xfetch.emulator.running.choose_vendor import choose_vendor

QUIET = "demisto.incidents([])"
ASKS_ONCE = "import requests\nrequests.get(demisto.params()['url'])\ndemisto.incidents([])"
LEARNT = f"KEYS = {list(SECRETS)!r}\n"
RAISES_AT_IMPORT = LEARNT + "raise RuntimeError('no start: ' + ' | '.join(KEYS))\n"
RAISES_IN_EVENTS = (
    LEARNT
    + """
class Vendor:
    def handle(self, request, now):
        return {"json": []}
    def events(self):
        raise ValueError(f"no events: {KEYS} " + " | ".join(KEYS))
"""
)
TELLS = (
    LEARNT
    + """
class Vendor:
    def handle(self, request, now):
        return {"json": []}
    def events(self):
        for number, key in enumerate(KEYS):
            at = f"2024-01-01T00:00:{number:02d}Z"
            yield {"id": f"{number} {key}", "created": at, "stream": key, "fields": {"severity": key}}
"""
)


@pytest.mark.parametrize("isolation", ["process", "inline"])
@pytest.mark.parametrize(
    ("vendor", "says"),
    [(RAISES_AT_IMPORT, "no start: "), (RAISES_IN_EVENTS, "no events: ")],
    ids=["import", "events"],
)
def test_a_vendor_file_that_raises_before_the_run_tells_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vendor: str, says: str, isolation: str
) -> None:
    monkeypatch.setenv("XFETCH_TRACEBACK", "1")
    home, options = homes(tmp_path, QUIET, vendor)
    run = invoke("run", home, *options, "--isolation", isolation)
    assert (run.exit_code, says in run.output) == (3, True), run.output
    assert told_in(run.output) == set()


def test_a_parameter_that_cannot_be_converted_tells_none(tmp_path: Path) -> None:
    """Where a list holds them, where credentials are no credentials, where a flag is one."""
    home, options = homes(tmp_path, QUIET)
    given = json.loads(content(tmp_path / "params.json"))
    keys = list(SECRETS)
    wrong = [{"k1": keys}, {"login": keys}, {"login": {"credentials": keys}}, {"isFetch": keys[0]}]
    told = ""
    for one in wrong:
        (tmp_path / "params.json").write_text(json.dumps({**given, **one}), encoding="utf-8")
        run = invoke("run", home, *options, "--isolation", "inline")
        assert run.exit_code == 2, run.output
        told += run.output
    assert told_in(told) == set()


def test_a_broken_file_of_parameters_tells_none(tmp_path: Path) -> None:
    home, _ = homes(tmp_path, QUIET)
    told = ""
    for secret in SECRETS:
        for name, text in (
            ("p.json", json.dumps({"k0": secret})[:-1] + ",}"),
            ("p.yml", yaml.safe_dump({"k0": secret}) + "]: {"),
            ("q.yml", secret),
        ):
            (tmp_path / name).write_text(text, encoding="utf-8")
            told += invoke("run", home, "--params", tmp_path / name).output
        told += invoke("run", home, "--param", secret).output
    assert told_in(told) == set()


def test_the_events_of_the_vendor_tell_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    home, options = homes(tmp_path, ASKS_ONCE, TELLS)
    names = ("json", "html", "junit", "sarif", "markdown")
    outputs = [part for name in names for part in ("-o", f"{name}:run.{name}")]
    for isolation in ("process", "inline"):
        more = ("--isolation", isolation, "--store", "run.db", "--cycles", 3, "--strict")
        run = invoke("run", home, *options, *outputs, *more)
        assert f"{len(SECRETS)} missed" in run.output, run.output
        told = run.output + "".join(content(path) for path in tmp_path.glob("run.*"))
        assert told_in(told) == set()


def test_another_interpreter_and_another_zone_tell_none(tmp_path: Path) -> None:
    home, options = homes(tmp_path, "raise ValueError(demisto.params())")
    more = ("--python", sys.executable, "--compare-tz", "Asia/Tokyo", "--cycles", 1, "--trace")
    run = invoke("run", home, *options, *more)
    assert run.exit_code == 1, run.output
    assert told_in(run.output) == set()


def test_a_bug_of_ours_tells_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the run: with its traceback too, on the command line and in a test."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError(" | ".join(SECRETS))

    monkeypatch.setattr("xfetch.emulator.running.prepare.check_clock", broken)
    home, options = homes(tmp_path, QUIET)
    told = invoke("run", home, *options).output
    monkeypatch.setenv("XFETCH_TRACEBACK", "1")
    run = invoke("run", home, *options)
    monkeypatch.delenv("XFETCH_TRACEBACK")
    assert (run.exit_code, "ZeroDivisionError" in run.output) == (3, True)
    told += run.output + _failure(lambda fixture: fixture.run(home, **_given()))
    told += _failure(lambda fixture: fixture.cycle(home, **_given()).__enter__())
    assert told.count("ZeroDivisionError") > 3
    assert told_in(told) == set()


def _given() -> dict[str, object]:
    return {"params": dict(zip(NAMES, SECRETS, strict=True))}


def _failure(use: Callable[[Xfetch], object]) -> str:
    """What the fixture fails a test with."""

    class Failed(Exception):
        pass

    def fail(text: str) -> None:
        raise Failed(text)

    with pytest.raises(Failed) as caught:
        use(Xfetch({}, Path(), fail))  # type: ignore[arg-type]
    return str(caught.value)


def test_the_served_product_tells_none(tmp_path: Path) -> None:
    vendor = worlds.vendor(
        tmp_path,
        """
        class Vendor:
            def handle(self, request, now):
                if request.path.startswith("/no"):
                    return None
                raise ValueError(f"no: {request.path} {request.text} {dict(request.headers)}")
        """,
    )
    worlds.write(tmp_path, QUIET, yml=yaml.safe_dump(YML))
    scenario = {"integration": "Probe", "vendor": vendor.name, **_given()}
    file = tmp_path / "scenario.yml"
    file.write_text(yaml.safe_dump(scenario), encoding="utf-8")
    lines: list[str] = []
    request = vendor_command.served_request(file)
    start = datetime(2024, 1, 1, tzinfo=timezone.utc)
    chosen, _ = choose_vendor(request, None)
    assert chosen is not None
    mask = vendor_command.mask_of(request)
    product = serving.Product(chosen, start, 1.0, mask)
    server = serving.serve(product, ("127.0.0.1", 0), lines.append)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    told = ""
    try:
        for secret in SECRETS:
            for path in ("/no/", "/raises/"):
                url = f"http://127.0.0.1:{server.server_address[1]}{path}{quote(secret, safe='')}"
                with pytest.raises(urllib.error.HTTPError) as caught:
                    opener.open(url, data=secret.encode())
                told += caught.value.read().decode()
    finally:
        server.shutdown()
        server.server_close()
    assert len(lines) == 2 * len(SECRETS)
    assert told_in(told + "\n".join(lines)) == set()


def test_a_product_that_cannot_be_served_tells_none(tmp_path: Path) -> None:
    worlds.vendor(tmp_path, RAISES_AT_IMPORT)
    worlds.write(tmp_path, QUIET, yml=yaml.safe_dump(YML))
    scenario = {"integration": "Probe", "vendor": "vendor.py", **_given()}
    file = tmp_path / "scenario.yml"
    file.write_text(yaml.safe_dump(scenario), encoding="utf-8")
    assert find_scenario(tmp_path, file)[1] is not None
    served = invoke("vendor", "serve", file, "--port", "0")
    assert (served.exit_code, "no start: " in served.output) == (3, True), served.output
    assert told_in(served.output) == set()

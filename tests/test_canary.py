"""No secret in any output: twenty of them, through every command, format, client library and error path."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, unquote_plus

import pytest
import yaml

from tests.cli.told import invoke
from tests.emulator import worlds
from xfetch.emulator.reports import REPORTS

SECRETS = (
    "pl4in-Secret-Key-01",
    'with "double" quotes-02',
    "with 'single' quotes-03",
    "plus+slash/equals=04",
    "per%cent%41%2F-05",
    "spaces  and more-06",
    "ünïcödé-ключ-07",
    "emoji-😀-key-08",
    "987654321098",
    "0012345678",
    "back\\slash\\n-11",
    '<tag attr="12">&amp;',
    "a&b=c#d?e:13",
    "semi;colon,comma-14",
    "${dollar}{brace}-15",
    "tab\tinside-16",
    "two lines\nof one secret-17",
    "QmFzZTY0U2VjcmV0MTg=",
    "eyJhbGciOiJIUzI1NiJ9.eyJ4IjoxfQ.sig-19",
    "~tilde!call(20)*",
)
NAMES = tuple(f"k{number}" for number in range(len(SECRETS)))
YML = {
    "commonfields": {"id": "Probe", "version": -1},
    "name": "Probe",
    "configuration": [
        {"name": "url", "type": 0, "required": True, "defaultvalue": "http://probe.example.com"},
        *({"name": name, "type": 4, "required": False} for name in NAMES),
        {"name": "login", "type": 9, "required": False},
        {"name": "isFetch", "type": 8},
    ],
    "script": {"type": "python", "subtype": "python3", "isfetch": True, "commands": []},
}
TALKS = """
import asyncio, http.client, logging, urllib.parse, urllib.request
import aiohttp, httpx, requests
from contextlib import suppress

params = demisto.params()
url = params["url"]
keys = [params[f"k{number}"] for number in range(20)]
cycle = int(demisto.getLastRun().get("n", 0)) + 1

def by_requests(key):
    requests.get(url + "/requests/" + urllib.parse.quote(key), params={"q": key}, auth=("me", key))
    requests.post(url + "/form", data={"f": key, "client_secret": key})
    requests.post(url + "/json", json={"j": key, "twice": json.dumps({"j": key})})
    requests.get(url + "/header", headers={"X-Key": key.encode()})

def by_urllib(key):
    for safe in ("", "/", "!'()*", ":@+", "%"):
        urllib.request.urlopen(url + "/u?k=" + urllib.parse.quote(key, safe=safe)).read()
    urllib.request.urlopen(url + "/u?k=" + "".join(f"%{byte:02x}" for byte in key.encode())).read()

def by_http_client(key):
    connection = http.client.HTTPConnection("probe.example.com")
    connection.request("POST", "/plain", body=repr(key.encode()))
    connection.getresponse().read()

def by_httpx(key):
    httpx.get(url + "/httpx", params={"q": key})
    httpx.post(url + "/httpx", data={"f": key})

async def by_aiohttp():
    async with aiohttp.ClientSession() as session:
        for key in keys:
            async with session.get(url + "/aiohttp", params={"api_key2": key}) as answer:
                await answer.text()

if cycle == 1:
    for key in keys:
        for ask in (by_requests, by_urllib, by_http_client, by_httpx):
            with suppress(ValueError, OSError, UnicodeError):
                ask(key)
    asyncio.run(by_aiohttp())
for key in keys:
    demisto.debug(key)
    demisto.info(json.dumps(json.dumps(json.dumps({"key": key}))))
    demisto.error(repr({"key": key.encode()}))
    print(ascii(key), f"{key!r}")
    if key.isdigit():
        demisto.debug(f"{int(key):,} {int(key):x} {float(key):f}")
demisto.setIntegrationContext({"keys": keys})
demisto.setLastRun({"n": cycle, "keys": {key: key for key in keys}})
numbers = [int(key) for key in keys if key.isdigit()]
raw = json.dumps({"id": cycle, "keys": keys, "numbers": numbers})
demisto.incidents([{"name": keys[0], "details": " ".join(keys), "rawJSON": raw}])
if cycle == 2:
    try:
        raise KeyError(keys[3])
    except KeyError as error:
        raise ValueError(" | ".join(keys)) from error
"""
ECHO = """
class Vendor:
    def handle(self, request, now):
        return {"json": {"path": request.path, "query": dict(request.query), "body": request.text}}
"""
RAISES = """
class Vendor:
    def handle(self, request, now):
        raise ValueError(f"no: {request.text} {request.text!r} {dict(request.headers)}")
"""
ASKS = """
import requests
params = demisto.params()
keys = [params[f"k{number}"] for number in range(20)]
requests.post(params["url"], data=json.dumps(keys) + repr(keys) + "|".join(keys))
"""
COMPARES = """
import requests
params = demisto.params()
keys = [params[f"k{number}"] for number in range(20)]
incidents = []
for alert in requests.get(params["url"] + "/alerts").json():
    for key in keys:
        if key == alert["id"] or {"key": key} == alert:
            break
    if alert["id"] != "a" and keys != alert:
        continue
    incidents.append({"name": "a", "rawJSON": json.dumps(alert)})
demisto.setLastRun({"since": "1704067200"})
demisto.incidents(incidents)
"""
LISTS = """
class Vendor:
    def handle(self, request, now):
        return [{"id": "a"}, {"id": "b"}]

    def events(self):
        return [{"id": "a", "created": 1704067200}, {"id": "b", "created": 1704067200}]
"""
CRASHES = """
params = demisto.params()
keys = {f"k{number}": params[f"k{number}"] for number in range(20)}

def open_first(keys, held):
    return held[keys["k1"]] + keys["k2"] + keys["k17"] + held

open_first(keys, [*keys.values()])
"""
CANNOT_BE_SHOWN = """
params = demisto.params()
class Odd(Exception):
    def __str__(self):
        raise RuntimeError("|".join(params[f"k{number}"] for number in range(20)))
raise Odd()
"""


def homes(folder: Path, body: str, vendor: str = ECHO) -> tuple[Path, list[object]]:
    """The integration, and the options that give it the secrets."""
    home = worlds.write(folder, body, yml=yaml.safe_dump(YML))
    given = {**dict(zip(NAMES, SECRETS, strict=True)), "login": {"identifier": "me"}}
    (folder / "params.json").write_text(json.dumps(given), encoding="utf-8")
    return home, ["--params", folder / "params.json", "--vendor", worlds.vendor(folder, vendor)]


def readings(text: str) -> Iterator[str]:
    """The text as readers of it may have it: decoded once or twice, in either order."""
    decoders = (unquote, unquote_plus, html.unescape, _without_backslashes)
    firsts = {text, *(decode(text) for decode in decoders)}
    return iter(firsts | {decode(first) for first in firsts for decode in decoders})


def _without_backslashes(text: str) -> str:
    """JSON's and Python's escapes; not by the product's own reader of them."""

    def plain(found: re.Match[str]) -> str:
        return str(found[0].encode("ascii", "backslashreplace").decode("unicode_escape"))

    text = re.sub(r"\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[ntr\"'\\]", plain, text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def told_in(text: str) -> set[str]:
    """The secrets that a reader of the text finds."""
    wanted = {secret: (secret, *_in_base64(secret)) for secret in SECRETS}
    return {
        secret
        for reading in readings(text)
        for secret, forms in wanted.items()
        if any(form in reading for form in forms)
    }


def _in_base64(secret: str) -> Iterator[str]:
    for before in ("", "m", "me"):
        digits = base64.b64encode(f"{before}{secret}".encode()).decode()
        yield digits[4 if before else 0 :].rstrip("=")[:-1]


def content(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def test_the_test_finds_a_secret_in_each_of_these_forms() -> None:
    for secret in SECRETS:
        for text in (
            secret,
            json.dumps(secret),
            html.escape(secret),
            json.dumps(json.dumps(secret)),
        ):
            assert secret in told_in(f"x {text} y"), text
        assert secret in told_in(base64.b64encode(f"me:{secret}".encode()).decode())


def test_no_run_tells_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    home, options = homes(tmp_path, TALKS)
    outputs = [part for name in REPORTS for part in ("-o", f"{name}:run.{name}")]
    more = ("--store", "run.db", "--record", "run.har", "--trace", "--cycles", 3)
    run = invoke("run", home, *options, *outputs, *more)
    assert run.exit_code == 1, run.output
    war_room = invoke("troubleshoot", home, *options, "--debug-mode", "--isolation", "inline")
    again = invoke("report", "run.json", "-o", "html:again.html")
    assert again.exit_code == 1, again.output
    begun = invoke("init", home, "--params", "params.json", "--from", "run.har", "-o", "new.yml")
    assert begun.exit_code == 0, begun.output
    files = [path for path in tmp_path.iterdir() if path.suffix not in (".py", "")]
    files = [path for path in files if path.name != "params.json"]
    assert len(files) == len(REPORTS) + 5, files
    outputs_told = {path.name: told_in(content(path)) for path in files}
    outputs_told |= {"run": told_in(run.output), "troubleshoot": told_in(war_room.output)}
    outputs_told |= {"report": told_in(again.output), "init": told_in(begun.output)}
    assert {name: told for name, told in outputs_told.items() if told} == {}
    recorded = json.loads(content(tmp_path / "run.json"))["record"]["requests"]
    assert len(recorded) > 12 * len(SECRETS)


def test_no_value_of_a_condition_tells_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    home, options = homes(tmp_path, COMPARES, LISTS)
    outputs = [part for name in REPORTS for part in ("-o", f"{name}:run.{name}")]
    run = invoke("run", home, *options, *outputs, "--cycles", 2)
    report = json.loads(content(tmp_path / "run.json"))
    shown = [
        value
        for trace in report["record"]["traces"]
        for step in trace["steps"]
        for value in step["values"]
    ]
    assert sum(value["name"] == "key" for value in shown) >= len(SECRETS)
    told = {path.name: told_in(content(path)) for path in tmp_path.glob("run.*")}
    told["run"] = told_in(run.output)
    assert {name: secrets for name, secrets in told.items() if secrets} == {}


def test_no_value_at_a_crash_tells_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    home, options = homes(tmp_path, CRASHES, LISTS)
    outputs = [part for name in ("json", "html") for part in ("-o", f"{name}:run.{name}")]
    run = invoke("run", home, *options, *outputs, "--cycles", 3, "-v")
    failure = json.loads(content(tmp_path / "run.json"))["record"]["fetches"][0]["failure"]
    assert 'keys["k1"]' in {value["name"] for value in failure["values"]}
    assert len(failure["objects"][0]) == len(SECRETS)
    told = {path.name: told_in(content(path)) for path in tmp_path.glob("run.*")}
    told["run"] = told_in(run.output)
    assert {name: secrets for name, secrets in told.items() if secrets} == {}


@pytest.mark.parametrize(
    ("body", "vendor", "says"),
    [(ASKS, RAISES, "handle() raised ValueError: no: "), (CANNOT_BE_SHOWN, ECHO, "Odd")],
    ids=["vendor", "integration"],
)
def test_no_error_tells_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, vendor: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    home, options = homes(tmp_path, body, vendor)
    told = invoke("run", home, *options, "--cycles", 1, "-v").output
    told += invoke("run", home, *options, "--cycles", 1, "--isolation", "inline").output
    monkeypatch.setenv("XFETCH_TRACEBACK", "1")
    told += invoke("troubleshoot", home, *options, "--isolation", "inline").output
    scenario = {
        "integration": home.name,
        "vendor": "vendor.py",
        "cycles": 1,
        "params": dict(zip(NAMES, SECRETS, strict=True)),
    }
    (tmp_path / "a.xfetch.yml").write_text(yaml.safe_dump(scenario), encoding="utf-8")
    told += invoke("check", tmp_path, "-o", "junit:j.xml", "-o", "sarif:s.sarif").output
    told += content(tmp_path / "j.xml") + content(tmp_path / "s.sarif")
    assert told_in(told) == set()
    assert says in told

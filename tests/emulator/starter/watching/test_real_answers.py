"""init watches real answers: those of a vendor file, and of a product on the network."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from textwrap import dedent

import pytest

from xfetch.emulator.errors import UsageError
from xfetch.emulator.request.request import InstanceParams, Product, Request
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.settings.settings import RunSettings
from xfetch.emulator.starter.starter import starter

CODE = """
import json
import requests
import demistomock as demisto

def fetch():
    since = demisto.getLastRun().get("since", "2023-12-31T23:00:00Z")
    url = demisto.params().get("url", "https://xfetch.example.com")
    found = requests.get(url + "/v1/things", params={"since": since}).json()["wrapped"]["things"]
    for one in found:
        since = max(since, one["raised"])
    demisto.incidents([{"name": one["uid"], "occurred": one["raised"], "rawJSON": json.dumps(one)}
                       for one in found])
    demisto.setLastRun({"since": since})

if demisto.command() == "fetch-incidents":
    fetch()
"""
VENDOR = """
class Vendor:
    def handle(self, request, now):
        things = [{"uid": f"T-{n}", "raised": f"2023-12-31T23:1{n}:00Z"} for n in range(3)]
        since = request.query["since"] if "since" in request.query else ""
        found = [one for one in things if one["raised"] >= since]
        return {"json": {"wrapped": {"things": found}}}
"""


def package(folder: Path, code: str = CODE) -> Path:
    home = folder / "Acme"
    home.mkdir()
    (home / "Acme.py").write_text(dedent(code), encoding="utf-8")
    return home


def test_a_vendor_file_answers_and_what_it_proves_is_seen(tmp_path: Path) -> None:
    vendor = tmp_path / "acme_vendor.py"
    vendor.write_text(dedent(VENDOR), encoding="utf-8")
    request = Request(
        package(tmp_path),
        isolation=Isolation("inline"),
        product=Product(vendor_file=vendor),
        stated=frozenset(("cycles",)),
    )
    made = starter(request, tmp_path / "acme.yml")
    assert "3 events of 8 recorded answers" in made.summary
    assert '{wrapped: {things: "@events"}}' in made.text
    assert "ge: query.since" in made.text
    assert "# seen: request 2, event T-2" in made.text


def test_without_a_request_there_is_nothing_to_write(tmp_path: Path) -> None:
    code = "import demistomock as demisto\nif demisto.command() == 'fetch-incidents':\n    1 / 0\n"
    vendor = tmp_path / "acme_vendor.py"
    vendor.write_text(dedent(VENDOR), encoding="utf-8")
    request = Request(
        package(tmp_path, code),
        isolation=Isolation("inline"),
        product=Product(vendor_file=vendor),
        stated=frozenset(("cycles",)),
    )
    with pytest.raises(UsageError, match="no request of the integration was answered"):
        starter(request, tmp_path / "acme.yml")


@contextmanager
def product() -> Iterator[str]:
    """A product on this machine; yields its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            things = [{"uid": "T-1", "raised": "2023-12-31T23:10:00Z"}]
            body = json.dumps({"wrapped": {"things": things}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_real_product_answers(tmp_path: Path) -> None:
    home = package(tmp_path)
    with product() as url:
        request = Request(
            home,
            isolation=Isolation("inline"),
            instance=InstanceParams({"url": url}),
            scenario=RunSettings(live=True, start=datetime.now(timezone.utc)),
            stated=frozenset(("cycles",)),
        )
        made = starter(request, tmp_path / "acme.yml")
    assert "1 events of 2 recorded answers" in made.summary
    assert '{wrapped: {things: "@events"}}' in made.text

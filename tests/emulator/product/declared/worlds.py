"""What the tests of declared APIs share: a start, events, a vendor from YAML, and a client."""

from __future__ import annotations

import json as json_
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import yaml

from xfetch.emulator.product.declared.api import parse_api
from xfetch.emulator.product.declared.vendor import DeclaredVendor
from xfetch.emulator.product.message import Request, Response
from xfetch.emulator.record.product_event import Update, VendorEvent

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
START_S = 1704067200
URL = "https://acme.example"


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def event(identity: object, created: float = 0, **more: Any) -> VendorEvent:
    """An event of that second; ``visible`` and ``removed`` in seconds too, other words are fields."""
    visible = more.pop("visible", created)
    removed = more.pop("removed", None)
    updates = tuple(Update(at(when), fields) for when, fields in more.pop("updates", ()))
    return VendorEvent(
        str(identity),
        at(created),
        at(visible),
        fields=more.pop("fields", more),
        updates=updates,
        removed=None if removed is None else at(removed),
        stream=more.pop("stream", ""),
    )


class Client:
    """Asks a vendor; ``second`` is the time of the next request."""

    def __init__(self, vendor: DeclaredVendor, second: float = 10_000) -> None:
        self.vendor = vendor
        self.second = second

    def ask(
        self,
        method: str,
        path: str,
        body: Any = b"",
        headers: Mapping[str, str] | None = None,
        **form: str,
    ) -> Response:
        if not isinstance(body, bytes):
            body = body.encode() if isinstance(body, str) else json_.dumps(body).encode()
        url = path if path.startswith("http") else URL + path
        return self.vendor.handle(Request(method, url, dict(headers or {}), body), at(self.second))

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Any:
        """The JSON of the answer."""
        return json(self.ask("GET", path, headers=headers))

    def post(self, path: str, body: Any = b"", headers: Mapping[str, str] | None = None) -> Any:
        return json(self.ask("POST", path, body, headers))


def json(response: Response) -> Any:
    return json_.loads(response.body)


def vendor(section: str, events: Iterable[VendorEvent] = (), seed: int = 1) -> DeclaredVendor:
    return DeclaredVendor(parse_api(yaml.safe_load(section)), events, seed)


def client(section: str, events: Iterable[VendorEvent] = (), second: float = 10_000) -> Client:
    return Client(vendor(section, events), second)

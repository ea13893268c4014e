"""The platform's intake, to which collectors post events and assets: XSIAM's ``/logs/v1/xsiam``.

CommonServerPython's ``send_data_to_xsiam`` posts lines there, compressed with gzip (observed in code). A
status 200 whose body has an ``error`` other than ``"false"`` is a refusal (observed in code).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ..record.delivery import ASSETS, EVENTS, Delivery
from ..record.entries import Json
from .message import Failure, Request, Response
from .protocol import Vendor, answer

PATH = "/logs/v1/xsiam"
_TAKEN = {"error": "false"}
# Of the headers only these are kept: the others are the client library's, or the tenant's token.
_KEPT = (
    "format",
    "vendor",
    "product",
    "collector-type",
    "collector-name",
    "instance-name",
    "final-reporting-device",
    "snapshot-id",
    "total-items-count",
)


class Intake:
    """Takes what collectors post. ``tell`` is called with the Delivery of each request, whether taken or
    refused.

    ``front`` answers the requests: the intake itself, or an object that faults make refuse some of them.
    """

    def __init__(self, tell: Callable[[Delivery], None]) -> None:
        self.front: Vendor = self
        self._tell = tell
        self._taken = False

    @staticmethod
    def is_for(request: Request) -> bool:
        """Whether a request is for the intake. The host does not matter: it is the tenant's."""
        return request.method == "POST" and request.raw_path == PATH

    def serve(self, request: Request, now: datetime) -> Response | Failure:
        """Answer a request, and call ``tell`` with what became of it."""
        self._taken = False
        given = answer(self.front, request, now)
        assert given is not None
        delivery = _delivery(request)
        if not self._taken:
            delivery = replace(delivery, items=(), refused=_refusal(given))
        self._tell(delivery)
        return given

    def handle(self, request: Request, now: datetime) -> Response:
        """Take the events or assets of a request; answer 400 if its body cannot be decompressed.

        This method is not called if a fault answers in place of the intake.
        """
        if _unpacked(request) is None:
            return Response.of({"error": "the body is not compressed with gzip"}, 400)
        self._taken = True
        return Response.of(_TAKEN)


def _delivery(request: Request) -> Delivery:
    body = _unpacked(request) or b""
    lines = [line for line in body.decode("utf-8", "replace").split("\n") if line]
    headers = {name: request.header(name) for name in _KEPT if name in request.headers}
    # CommonServerPython of 2022 does not send collector-type; it sends no assets either.
    kind = ASSETS if headers.get("collector-type") == ASSETS else EVENTS
    as_json = headers.get("format", "").lower() == "json"
    items = tuple(map(_item, lines)) if as_json else tuple(lines)
    return Delivery(kind, items, len(items), len(body), len(request.body), headers)


def _item(line: str) -> Json:
    try:
        item: Json = json.loads(line)
    except ValueError:
        return line
    return item


def _unpacked(request: Request) -> bytes | None:
    """Return the body of a request without its compression; None if it cannot be decompressed."""
    if "gzip" not in request.header("content-encoding"):
        return request.body
    try:
        return zlib.decompress(request.body, zlib.MAX_WBITS | 16)
    except zlib.error:
        return None


def _refusal(given: Response | Failure) -> str:
    if isinstance(given, Failure):
        return f"the connection to the intake failed: {given.kind}"
    text = given.body.decode("utf-8", "replace")[:200]
    return f"the intake answered {given.status}: {text}"

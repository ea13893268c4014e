"""Chooses what simulates the product: a vendor file, a recording, the scenario's ``api`` section, or fixed
replies.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import UsageError
from ..product.protocol import Vendor
from ..product.vendors.reply import parse_reply
from ..product.vendors.reply_vendor import ReplyVendor
from ..product.vendors.vendor_file import load_vendor
from ..record.entries import Json
from ..record.product_event import VendorEvent
from ..recording.read_recording import is_recording, read_recording
from ..request.request import Request
from ..settings.section import SectionError
from .vendor_file import located, vendor_file_of


def choose_vendor(
    request: Request, events: tuple[VendorEvent, ...] | None
) -> tuple[Vendor | None, str]:
    """Return the vendor of a run, and its name for reports. The vendor simulates the product: it
    answers the integration's requests and serves ``events``.

    The vendor is None if neither ``request`` (what the caller asks for) nor the integration's package has
    one. Then the integration's requests fail. It is also None with ``--network allow``: then the
    real product answers them.

    Raises UsageError for options that exclude each other, LoadError for a broken vendor file or
    recording, SectionError for a wrong ``api`` section.
    """
    if request.product.vendor_file and request.product.replies:
        raise UsageError("--vendor and --reply exclude each other: leave one out", where="--reply")
    if request.scenario.live:
        if request.product.vendor_file or request.product.replies:
            raise UsageError(
                "--vendor and --reply cannot be used with --network allow",
                advice=("leave --network allow out, or the others",),
            )
        return None, "the real product"
    if request.product.vendor_file and is_recording(request.product.vendor_file):
        return _recorded(request.product.vendor_file, events), request.product.vendor_file.name
    if request.product.vendor_file:
        return load_vendor(request.product.vendor_file, events), request.product.vendor_file.name
    if request.product.api is not None:
        return _declared(request, request.product.api, events or ()), "the scenario's api"
    if request.product.replies:
        replies = tuple(parse_reply(text, Path.cwd()) for text in request.product.replies)
        count = len(replies)
        return ReplyVendor(replies), f"{count} repl{'y' if count == 1 else 'ies'}"
    beside = vendor_file_of(request)
    if beside is not None:
        return load_vendor(beside, events), beside.name
    return None, "none"


def _declared(
    request: Request, section: Mapping[str, Json], events: tuple[VendorEvent, ...]
) -> Vendor:
    # Imported here: only a scenario with an api section needs these modules.
    from ..product.declared.api import parse_api
    from ..product.declared.known_fields import check_fields
    from ..product.declared.vendor import DeclaredVendor

    api = parse_api(section)
    try:
        check_fields(section, events)
    except SectionError as error:
        raise located(error, request) from error
    return DeclaredVendor(api, events, request.product.seed)


def _recorded(path: Path, events: tuple[VendorEvent, ...] | None) -> Vendor:
    from ..recording.replay_vendor import ReplayVendor

    return ReplayVendor(read_recording(path), events)

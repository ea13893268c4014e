"""Which vendor answers: the one that was given, the scenario's, or the one beside the integration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .errors import UsageError
from .integration.source import package_folder
from .record import Json
from .request import Request
from .vendor.protocol import Vendor
from .vendor.reply import ReplyVendor, parse_reply
from .vendor.vendor_file import load_vendor
from .vendor_event import VendorEvent

# A package folder may bring its own vendor, as the samples do.
BESIDE = "vendor.py"
RECORDED = ".har"


def choose_vendor(
    request: Request, events: tuple[VendorEvent, ...] | None
) -> tuple[Vendor | None, str]:
    """The vendor over the timeline, and its label for reports. Raises UsageError, LoadError, ApiError."""
    if request.vendor_file and request.replies:
        raise UsageError("--vendor and --reply exclude each other", where="--reply")
    if request.scenario.live:
        if request.vendor_file or request.replies:
            raise UsageError("with the real network there is no --vendor or --reply")
        return None, "the real product"
    if request.vendor_file and request.vendor_file.suffix == RECORDED:
        return _recorded(request.vendor_file, events), request.vendor_file.name
    if request.vendor_file:
        return load_vendor(request.vendor_file, events), request.vendor_file.name
    if request.api is not None:
        return _declared(request.api, events or (), request.seed), "the scenario's api"
    if request.replies:
        replies = tuple(parse_reply(text, Path.cwd()) for text in request.replies)
        count = len(replies)
        return ReplyVendor(replies), f"{count} repl{'y' if count == 1 else 'ies'}"
    folder = package_folder(request.target)
    if folder is not None and (folder / BESIDE).is_file():
        return load_vendor(folder / BESIDE, events), BESIDE
    return None, "none"


def _declared(api: Mapping[str, Json], events: tuple[VendorEvent, ...], seed: int) -> Vendor:
    # Only a scenario with an api pays for what serves it.
    from .vendor.declared import DeclaredVendor, parse_api

    return DeclaredVendor(parse_api(api), events, seed)


def _recorded(path: Path, events: tuple[VendorEvent, ...] | None) -> Vendor:
    from .recording.read_har import read_har
    from .vendor.replay_vendor import ReplayVendor

    return ReplayVendor(read_har(path), events)

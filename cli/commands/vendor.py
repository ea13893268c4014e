"""``xfetch vendor serve``: a scenario's product over real HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..terminal import WIDTH, echo

if TYPE_CHECKING:
    from xfetch.emulator.integration.manifest import Manifest
    from xfetch.emulator.masking.mask import Mask
    from xfetch.emulator.request.request import Request


@click.group()
def vendor() -> None:
    """A scenario's product by itself."""


@vendor.command()
@click.argument("file", metavar="FILE.yml", type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option(
    "--speed",
    type=click.FloatRange(0.01, 100_000),
    default=1.0,
    show_default=True,
    help="How many seconds pass there in a real one.",
)
@click.option("--start", metavar="ISO", help="Where its clock begins.  [default: now]")
@click.option(
    "--tls-cert", type=click.Path(path_type=Path), help="A certificate: then it is HTTPS."
)
@click.option("--tls-key", type=click.Path(path_type=Path), help="The certificate's key.")
@WIDTH
def serve(file: Path, **given: Any) -> None:
    """Serve the product of the scenario FILE.yml until Ctrl-C.

    Its events are reckoned from the moment at which it starts.
    """
    import ssl
    from datetime import datetime, timezone

    from xfetch.emulator.errors import UsageError
    from xfetch.emulator.masking.masked_error import masked_errors
    from xfetch.emulator.product import http_server as serving
    from xfetch.emulator.running.choose_vendor import choose_vendor
    from xfetch.emulator.settings.units import parse_instant

    if bool(given["tls_cert"]) != bool(given["tls_key"]):
        raise UsageError("--tls-cert and --tls-key belong together")
    request = served_request(file)
    start = (
        parse_instant(given["start"], "--start") if given["start"] else datetime.now(timezone.utc)
    )
    mask = mask_of(request)
    with masked_errors(mask):
        events = request.timeline.events(start) if request.timeline else None
        chosen, _ = choose_vendor(request, events)
    if chosen is None:
        raise UsageError("the scenario has neither an api nor a vendor", where=str(file))
    tls = (str(given["tls_cert"]), str(given["tls_key"])) if given["tls_cert"] else None
    address = (given["host"], given["port"])
    served = serving.product(chosen, start, given["speed"], mask)
    try:
        server = serving.serve(served, address, echo, tls)
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or str(error)
        raise UsageError(
            f"cannot serve there: {reason}", where=f"{address[0]}:{address[1]}"
        ) from error
    scheme = "https" if tls else "http"
    echo(f"serving {scheme}://{given['host']}:{server.server_address[1]}  (Ctrl-C ends it)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        echo("ended")
    finally:
        server.server_close()


def served_request(file: Path) -> Request:
    """The scenario as a request. Raises LoadError for a broken one."""
    from xfetch.emulator.checking.check_one import Manner, request_of

    return request_of(file, Manner())


def mask_of(request: Request) -> Mask:
    """Knows the secrets that the scenario gives the integration."""
    from xfetch.emulator.masking.mask import Mask
    from xfetch.emulator.running.prepare import secrets_given

    return Mask(secrets_given(request, _manifest(request)))


def _manifest(request: Request) -> Manifest | None:
    """The yml of the scenario's integration; None where there is none to be read: a product is served
    without one."""
    from xfetch.emulator.errors import XfetchError
    from xfetch.emulator.integration.source import load
    from xfetch.emulator.request.target import target_of

    try:
        return load(target_of(request.target)).manifest
    except XfetchError:
        return None

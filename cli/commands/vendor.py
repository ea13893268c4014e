"""The command ``xfetch vendor serve``: serves a scenario's simulated product over real HTTP."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import click

from xfetch.emulator.checking.check_one import CheckSettings, request_of
from xfetch.emulator.errors import UsageError, XfetchError
from xfetch.emulator.integration.manifest import Manifest
from xfetch.emulator.integration.source import load
from xfetch.emulator.masking.mask import Mask
from xfetch.emulator.masking.masked_error import masked_errors
from xfetch.emulator.product import http_server as serving
from xfetch.emulator.request.request import Request
from xfetch.emulator.request.target import target_of
from xfetch.emulator.running.choose_vendor import choose_vendor
from xfetch.emulator.running.prepare import secrets_given
from xfetch.emulator.settings.units import parse_instant

from ..declaring import PATH, argument, option, taking
from ..grouped import GroupOfCommands
from ..lazy import COMMANDS, command_of
from ..terminal import WIDTH, echo


@dataclass(frozen=True)
class ServeOptions:
    """The options that say which product is served, where, and on which clock."""

    file: Path = argument(metavar="FILE.yml", type=PATH)
    host: str = option(
        "--host", default="127.0.0.1", show_default=True, help="The address to listen on."
    )
    port: int = option(
        "--port",
        type=click.IntRange(0, 65535),
        metavar="N",
        default=8080,
        show_default=True,
        help="The port to listen on; 0 takes a free one.",
    )
    speed: float = option(
        "--speed",
        type=click.FloatRange(0.01, 100_000),
        metavar="N",
        default=1.0,
        show_default=True,
        help="How many simulated seconds pass in a real one.",
    )
    start: str | None = option(
        "--start", metavar="ISO", help="When the product's clock starts.  [default: now]"
    )
    tls_cert: Path | None = option(
        "--tls-cert", type=PATH, help="Serve HTTPS with this certificate."
    )
    tls_key: Path | None = option("--tls-key", type=PATH, help="The key of --tls-cert.")

    @property
    def tls(self) -> tuple[str, str] | None:
        """The paths of the TLS certificate and its key; None for plain HTTP. Raises UsageError if only one
        of them is given.
        """
        if bool(self.tls_cert) != bool(self.tls_key):
            raise UsageError("--tls-cert and --tls-key work only together: give both, or neither")
        return (str(self.tls_cert), str(self.tls_key)) if self.tls_cert else None


@click.group(cls=GroupOfCommands, help=COMMANDS["vendor"], no_args_is_help=False)
def vendor() -> None:
    pass


@taking(ServeOptions)
@WIDTH
def serve(ctx: click.Context, options: ServeOptions) -> None:
    """The product's events are created relative to the start of its clock (--start). Ctrl-C ends the server.

    \b
    xfetch vendor serve acme.yml --port 8080
    """
    tls = options.tls
    request = served_request(options.file)
    start = parse_instant(options.start, "--start") if options.start else datetime.now(timezone.utc)
    mask = mask_of(request)
    with masked_errors(mask):
        events = request.product.timeline.events(start) if request.product.timeline else None
        chosen, _ = choose_vendor(request, events)
    if chosen is None:
        raise UsageError(
            "the scenario has neither an api nor a vendor",
            where=str(options.file),
            advice=("add an api section, or vendor: FILE",),
        )
    served = serving.Product(chosen, start, options.speed, mask)
    try:
        server = serving.serve(served, (options.host, options.port), echo, tls)
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or str(error)
        raise UsageError(
            f"cannot serve there: {reason}", where=f"{options.host}:{options.port}"
        ) from error
    scheme = "https" if tls else "http"
    echo(f"serving {scheme}://{options.host}:{server.server_address[1]}  (Ctrl-C ends it)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        echo("ended")
    finally:
        server.server_close()


vendor.add_command(command_of(serve, "Serve the product of the scenario FILE.yml over HTTP."))


def served_request(file: Path) -> Request:
    """Return the request that a scenario describes, so that its product can be served. Raises LoadError
    for a broken scenario.
    """
    return request_of(file, CheckSettings())


def mask_of(request: Request) -> Mask:
    """Return a mask for the secrets that the scenario gives the integration."""
    return Mask(secrets_given(request, _manifest(request)))


def _manifest(request: Request) -> Manifest | None:
    """Return the manifest of the scenario's integration; None if it cannot be read, since serving does not
    need it.
    """
    try:
        return load(target_of(request.target)).manifest
    except XfetchError:
        return None

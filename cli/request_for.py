"""Turns the shared options into a request."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from xfetch.emulator.errors import UsageError
from xfetch.emulator.integration.parameters.parameters import parse_assignment, read_params_file
from xfetch.emulator.judging.rule_settings import rule_severities
from xfetch.emulator.record.entries import Json
from xfetch.emulator.request.copied_json import copied_json
from xfetch.emulator.request.given_masked import given_masked
from xfetch.emulator.request.request import Container, InstanceParams, Judging, Product, Request
from xfetch.emulator.settings.instance import Stores
from xfetch.emulator.settings.isolation import Isolation, interpreter
from xfetch.emulator.settings.settings import FETCH_INCIDENTS, RunSettings, parse_assumption
from xfetch.emulator.settings.units import parse_duration_s, parse_instant, parse_size_bytes

from .options import ChildOptions, ProductOptions, ServerOptions, TargetOptions
from .slips import meant_json


def target_request(options: TargetOptions) -> Request:
    """Return a request with only the integration and its parameters. Raises UsageError."""
    params, origins = _params(options)
    return Request(
        target=options.target,
        scenario=RunSettings(command=options.command or FETCH_INCIDENTS),
        instance=InstanceParams(params, origins),
        container=Container(options.content, os.environ.get("XFETCH_CONTENT")),
        stated=frozenset(("cycles",) if options.command is None else ("cycles", "command")),
        isolation=Isolation("process"),
    )


def request_for(
    target: TargetOptions,
    server: ServerOptions,
    product: ProductOptions,
    child: ChildOptions,
    rules: Sequence[str] = (),
) -> Request:
    """Return the request that the shared options describe. Raises UsageError.

    ``rules`` are the values of ``--rule``; they override the settings in the nearest pyproject.toml or
    setup.cfg at or above the working directory.
    """
    request = target_request(target)
    with given_masked(request.target, request.instance.params):
        scenario = _scenario(request.scenario, server, product)
    return replace(
        request,
        scenario=scenario,
        instance=replace(
            request.instance, fill=server.fill, unset=server.unset, name=server.instance
        ),
        container=replace(
            request.container,
            common_server=child.common_server,
            merged=child.merged,
            modules=child.modules,
            fresh_modules=child.fresh_modules,
            env=child.env,
        ),
        product=Product(vendor_file=product.replay or product.vendor, replies=product.replies),
        judging=Judging(severities=rule_severities(rules, Path.cwd())),
        isolation=_isolation(child),
    )


def _params(options: TargetOptions) -> tuple[dict[str, Json], dict[str, str]]:
    """Return the parameters by name, and for each parameter from the file of ``--params`` the name of that
    file, for messages.
    """
    path = options.params_file
    if path and "=" in path.name and not path.exists():
        raise UsageError(
            "no such file", where=f"--params {path}", advice=(f"for one parameter: --param {path}",)
        )
    in_file = dict(read_params_file(path)) if path else {}
    typed = dict(parse_assignment(text) for text in options.params)
    origins = {name: f"--params {path}" for name in in_file if name not in typed}
    return {**in_file, **typed}, origins


def _scenario(scenario: RunSettings, server: ServerOptions, product: ProductOptions) -> RunSettings:
    if product.live and server.start:
        what = "cannot be combined with --network allow, which runs on the real clock"
        raise UsageError(what, where="--start")
    stores = Stores(
        last_run=_json_value(server.last_run, "--last-run"),
        context=_json_value(server.context, "--context"),
    )
    start = parse_instant(server.start, "--start") if server.start else scenario.start
    return replace(
        scenario,
        start=datetime.now(timezone.utc) if product.live else start,
        tz=zone_name(server.tz, "--tz"),
        timeout_s=duration_s(server.timeout, "--timeout", minimum=0.001),
        latency_s=duration_s(product.latency, "--latency"),
        stores=stores,
        assumptions=dict(parse_assumption(text) for text in server.assumptions),
        live=product.live,
        platform=server.platform or "",
    )


def _json_value(text: str | None, option: str) -> dict[str, Json]:
    """Return the object of an option's value, which is ``JSON`` or ``@FILE``; an empty object without a
    value. Raises UsageError.

    The text may be as it was copied: from Fetch History, a log or a mail (``copied_json``).
    """
    if text is None:
        return {}
    where = option
    if text.startswith("@"):
        path = Path(text[1:])
        where = f"{option} {path}"
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not text"
            raise UsageError(f"cannot be read: {reason}", where=where) from error
    try:
        value = copied_json(text)
    except (ValueError, RecursionError) as error:
        advice = tuple(meant_json(option, text))
        raise UsageError(f"not JSON: {error}", where=where, advice=advice) from error
    if not isinstance(value, dict):
        raise UsageError(f"a JSON object is needed, not a {type(value).__name__}", where=where)
    return value


def duration_s(text: str, option: str, *, minimum: float = 0.0) -> float:
    """Return the seconds of a duration that an option holds. It must have a unit, unless it is 0. Raises
    UsageError.

    The platform counts a fetch interval and a timeout in minutes, most programs count in seconds, so a number
    without a unit would be misread.
    """
    if re.fullmatch(r"[0-9.]*[1-9][0-9.]*", text.strip()):
        raise UsageError(
            f"{text!r} has no unit",
            where=option,
            advice=(f"{option} {text}s, or {option} {text}m",),
        )
    return parse_duration_s(text, option, minimum=minimum)


def _isolation(child: ChildOptions) -> Isolation:
    if child.isolation == "inline":
        for given, option in (
            (child.python, "--python"),
            (child.real_timeout, "--real-timeout"),
            (child.memory, "--memory"),
        ):
            if given:
                raise UsageError(
                    "this option works only with a child process",
                    where=option,
                    advice=("--isolation process, or leave the option out",),
                )
        return Isolation("inline")
    bounds: dict[str, Any] = {}
    if child.real_timeout:
        limit_s = duration_s(child.real_timeout, "--real-timeout", minimum=0.001)
        bounds["real_timeout_s"] = limit_s
    if child.memory:
        unbounded = child.memory.strip() == "0"
        bounds["memory_bytes"] = None if unbounded else parse_size_bytes(child.memory, "--memory")
    python = interpreter(child.python) if child.python else None
    return Isolation(child.isolation, python, **bounds)


def zone_name(name: str, option: str) -> str:
    """Return the name of a time zone if this machine knows it. Raises UsageError if not."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(
            f"no time zone is called {name!r}", where=option, advice=("such as Europe/Paris",)
        ) from error
    return name

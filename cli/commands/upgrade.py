"""The command ``xfetch upgrade``: replaces a version of an integration by another one while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from pathlib import Path

import click

from xfetch.emulator.emulate import prepare
from xfetch.emulator.errors import UsageError
from xfetch.emulator.integration.checkout import find_checkout
from xfetch.emulator.integration.parameters.parameters import parse_assignment
from xfetch.emulator.integration.source import load
from xfetch.emulator.record.entries import Json
from xfetch.emulator.request.from_scenario import find_scenario, with_scenario
from xfetch.emulator.request.given_masked import given_masked
from xfetch.emulator.request.request import Request
from xfetch.emulator.request.target import target_of
from xfetch.emulator.running.vendor_file import vendor_file_of
from xfetch.emulator.scratch import temporary
from xfetch.emulator.settings.isolation import interpreter
from xfetch.emulator.upgrading.revision import laid_out
from xfetch.emulator.upgrading.search import upgraded
from xfetch.emulator.upgrading.telling import document, lines_of
from xfetch.emulator.upgrading.version import NEW, OLD, Version, with_file

from ..command_line_or_scenario import given_names
from ..declaring import (
    PATH,
    Count,
    argument,
    option,
    outputs_option,
    python_option,
    scenario_option,
    taking,
    vendor_option,
)
from ..lazy import command
from ..options import InstanceOptions, TargetOptions
from ..outputs import parse_outputs, shows_text, write_pieces
from ..places import check_places, reads, writes
from ..request_for import target_request
from ..terminal import WIDTH, file_width, passing_line, show, width
from ..typed import typed

_FORMATS = ("text", "json")


@dataclass(frozen=True)
class UpgradeOptions(InstanceOptions):
    """The options that say which versions run, against which product, and when they change."""

    old: str = argument(metavar="OLD")
    new: Path | None = argument(metavar="[NEW]", type=PATH, required=False)
    change: tuple[str, ...] = option(
        "--change",
        multiple=True,
        metavar="NAME=VALUE",
        help="Give the new version another value of a parameter. Without NEW the code stays the same."
        " Repeatable.",
    )
    after: tuple[int, ...] = option(
        "--after",
        type=Count(),
        multiple=True,
        metavar="N",
        help="Change after cycle N. Repeatable.  [default: six cycles, evenly spread]",
    )
    scenario_path: Path | None = scenario_option()
    vendor: Path | None = vendor_option()
    cycles: int | None = option(
        "--cycles", type=Count(), help="How many cycles.  [default: as many as the events need]"
    )
    python: str | None = python_option()
    outputs: tuple[str, ...] = outputs_option("text or json")


@command
@taking(UpgradeOptions)
@WIDTH
def upgrade(ctx: click.Context, options: UpgradeOptions) -> None:
    """Runs OLD for a while, then NEW on the last run and the context that OLD left, then OLD again on what
    NEW left. Reports events that come again or never come, and fetches that fail, where neither version
    does that alone.

    OLD and NEW are an integration: a .py, a folder or a .yml. OLD may be a git commit, such as HEAD~1: then
    it is NEW as that commit holds it. The content modules are those of the working tree. Without
    --scenario the scenario in the folder of NEW or OLD is used.

    \b
    xfetch upgrade HEAD~1 Acme.py --scenario acme.yml
    xfetch upgrade old/Acme.py Acme.py --scenario acme.yml
    xfetch upgrade Acme.py --change max_fetch=1

    \b
    exit code: 0 the change does no harm;
      1 it does, or a version creates no incident;
      2 wrong usage; 3 a version cannot be loaded or run;
      130 interrupted
    """
    outputs = parse_outputs(options.outputs, known=_FORMATS)
    new_path = options.new or _same_code(options)
    with ExitStack() as stack:
        old_path = Path(options.old)
        content = options.content
        if not old_path.exists() and options.new is not None and not _is_sample(options.old):
            folder = stack.enter_context(temporary())
            old_path = laid_out(options.old, new_path, folder.resolve())
            if content is None and (checkout := find_checkout(target_of(new_path), None, None)):
                content = str(checkout.root)
        changes: dict[str, Json] = dict(map(parse_assignment, options.change))
        request = _request(ctx, options, new_path, old_path)
        check_places(writes(outputs), reads(request, _target(options, new_path)))
        old = _version(OLD, options.old, request, old_path, new_path, {}, content)
        new = _version(
            NEW, _label(options, new_path), request, new_path, old_path, changes, content
        )
        if old.file == new.file:
            old = with_file(old, f"old/{old.file}")
        chosen = frozenset(one.partition(".")[0] for one in (*changes, *_given(options)))
        with passing_line() as say:
            told = upgraded(old, new, chosen, options.after, say)
        words = typed(ctx, new.prepared.mask.text)
        if shows_text(outputs):
            show(lines_of(told, words, width()))

        def pieces(name: str) -> Iterator[str]:
            if name == "json":
                yield document(told, words)
                return
            for one in lines_of(told, words, file_width()):
                yield "".join(span.text for span in one).rstrip() + "\n"

        write_pieces(outputs, pieces)
    ctx.exit(told.exit_code)


def _same_code(options: UpgradeOptions) -> Path:
    """Return the path of the old version, which is the new one too where only parameters change."""
    if not options.change:
        advice = (
            f"xfetch upgrade {options.old} NEW",
            "xfetch upgrade HEAD~1 INTEGRATION: what was committed since",
            f"xfetch upgrade {options.old} --change max_fetch=1: other parameters",
        )
        raise UsageError("two versions are needed", where="NEW", advice=advice)
    return Path(options.old)


def _is_sample(name: str) -> bool:
    return target_of(Path(name)) != Path(name)


def _label(options: UpgradeOptions, new: Path) -> str:
    changed = f" with {', '.join(options.change)}" if options.change else ""
    return f"{new}{changed}"


def _given(options: UpgradeOptions) -> Iterator[str]:
    yield from (parse_assignment(one)[0] for one in options.params)


def _target(options: UpgradeOptions, path: Path) -> TargetOptions:
    own = {one.name: getattr(options, one.name) for one in fields(InstanceOptions)}
    return TargetOptions(target=path, **own)


def _request(ctx: click.Context, options: UpgradeOptions, new: Path, old: Path) -> Request:
    """Return the request that both versions share. Raises UsageError where nothing describes the product."""
    request = target_request(_target(options, new))
    with given_masked(request.target, request.instance.params):
        path, file = find_scenario(request.target, options.scenario_path)
        if file is None:
            _, file = find_scenario(old, None)
        stated = request.stated - {"cycles"} | (
            frozenset({"cycles"}) if options.cycles else frozenset()
        )
        request = replace(
            request,
            target=path,
            product=replace(request.product, vendor_file=options.vendor),
            scenario=replace(request.scenario, cycles=options.cycles or request.scenario.cycles),
            stated=stated,
        )
        if options.python is not None:
            isolation = replace(request.isolation, python=interpreter(options.python))
            request = replace(request, isolation=isolation)
        if file is not None:
            request = with_scenario(request, file, given_names(ctx))
        elif vendor_file_of(request) is None:
            advice = (
                f"xfetch init {new} writes a scenario",
                "or name one: --scenario FILE.yml",
            )
            raise UsageError("nothing describes the product", where=str(new), advice=advice)
        return replace(request, judging=replace(request.judging, expect=None))


def _version(
    name: str,
    label: str,
    request: Request,
    path: Path,
    other: Path,
    changes: dict[str, Json],
    content: str | None,
) -> Version:
    """Return a version that is ready to run. A parameter that only the other version declares is left out.

    Raises the errors of ``prepare``.
    """
    own, others = (
        {one.name for one in load(target_of(one)).manifest.parameters} for one in (path, other)
    )
    params = {
        name: value
        for name, value in {**request.instance.params, **changes}.items()
        if name.partition(".")[0] not in others - own
    }
    made = replace(
        request,
        target=path,
        instance=replace(request.instance, params=params),
        container=replace(request.container, content=content),
        product=replace(
            request.product, vendor_file=request.product.vendor_file or vendor_file_of(request)
        ),
    )
    return Version(name, label, prepare(made))

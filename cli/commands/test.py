"""The command ``xfetch test``: presses the Test button of an instance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import click

from xfetch.emulator.checking.button import Pressed, Tried, press
from xfetch.emulator.checking.button_reports import BUTTON_REPORTS
from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.masking.mask import Mask
from xfetch.emulator.reports.screen.advice import answers
from xfetch.emulator.reports.screen.styled import Span, StyledLine, line, plain, wrapped
from xfetch.emulator.request.request import Request
from xfetch.emulator.running.process.children import Children

from ..command_line_or_scenario import one_run, shaped
from ..declaring import outputs_option, taking
from ..lazy import command
from ..links import links_to
from ..options import ChildOptions, ProductOptions, ServerOptions, TargetOptions
from ..outputs import parse_outputs, shows_text, write_pieces
from ..places import check_places, reads, writes
from ..recording import check_recordings, write_recording
from ..request_for import request_for
from ..terminal import WIDTH, file_width, show, width

_LABELS = 18


@dataclass(frozen=True)
class TestOptions:
    """The options that say where the result goes."""

    outputs: tuple[str, ...] = outputs_option("text, json, junit or markdown")


@command
@taking(TargetOptions, ProductOptions, ServerOptions, ChildOptions, TestOptions)
@WIDTH
def test(
    ctx: click.Context,
    target: TargetOptions,
    product: ProductOptions,
    server: ServerOptions,
    child: ChildOptions,
    shown: TestOptions,
) -> None:
    """The code is called as the server calls it: the checkbox of the fetch is on, there is no integration
    context, and nothing is stored. Then every request is answered 401, which Test must tell; and one fetch
    runs, which must agree with Test.

    \b
    xfetch test Acme.py --scenario acme.yml

    \b
    exit code: 0 Test answers ok, and that is true; 1 not so;
               4 a request was not answered
    """
    outputs = parse_outputs(shown.outputs, known=("text", *BUTTON_REPORTS))
    check_recordings(product)
    request = shaped(ctx, request_for(target, server, product, child), product)
    check_places(writes(outputs, record=product.record), reads(request, target, server))
    children = ctx.find_object(Children)

    masks: list[Mask] = []

    def run(asked: Request) -> Outcome:
        prepared = prepare(asked)
        masks.append(prepared.mask)
        return emulate(prepared, children=children, traced=False)

    pressed = press(one_run(ctx, request, debug=False), run)
    write_recording(product.record, pressed.outcome, masks[0])
    if shows_text(outputs):
        show(_lines(pressed, width()), links_to(pressed.outcome.dossier.integration))
    write_pieces(outputs, partial(_pieces, pressed))
    ctx.exit(pressed.exit_code())


def _pieces(pressed: Pressed, name: str) -> Iterator[str]:
    if name == "text":
        return (f"{plain(one)}\n" for one in _lines(pressed, file_width()))
    return BUTTON_REPORTS[name](pressed)


def _lines(pressed: Pressed, columns: int) -> Iterator[StyledLine]:
    integration = pressed.outcome.dossier.integration
    name = integration.name
    if pressed.unanswered:
        yield line(Span("NOT ANSWERED", "error"), f"  {name}")
        yield from answers(pressed.outcome, columns)
        return
    good = pressed.exit_code() == 0
    yield line(Span("OK" if good else "FAILED", "good" if good else "error"), f"  {name}")
    yield from _row("Test", pressed.test, columns)
    if pressed.denied is not None:
        yield from _row("with status 401", pressed.denied, columns)
    if pressed.fetch is not None:
        yield from _row("first fetch", pressed.fetch, columns)
    for number, problem in enumerate(pressed.problems, 1):
        place = "" if problem.line is None else integration.place(problem.line)
        yield from wrapped(f" {number}  {problem.message}", columns, "    ", "error", "", place)
    for note in pressed.notes:
        yield from wrapped(f"info  {note}", columns, "      ", "dim", first="")


def _row(label: str, tried: Tried, columns: int) -> Iterator[StyledLine]:
    text = f"failed: {tried.error}" if tried.error else tried.answer or "no answer"
    yield from wrapped(f"{label:<{_LABELS}}{text}", columns, " " * (_LABELS + 2), first="  ")

"""Run an integration against its real product, or a vendor file, and return the answers that it got."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

from ...emulate import emulate_whole, prepare
from ...errors import UsageError
from ...recording.answered import Recording
from ...recording.read_recording import read_recording
from ...recording.write_har import facts_of, har_pieces
from ...request.request import Request
from ...scratch import temporary_folder
from ...version import xfetch_version

# The real product's clock cannot be set forward: further cycles would find nothing new. The second one shows
# what is asked for after the first, and need not wait a minute for it.
_LIVE_CYCLES, _CYCLES = 2, 8
_LIVE_INTERVAL_S = 2.0
_REAL_TIMEOUT_S = 15.0


def answers_for_real(request: Request) -> bool:
    """Whether the run's answers come from the real product, a vendor file or replies, not from a guess."""
    product = request.product
    return bool(request.scenario.live or product.vendor_file or product.replies)


def real_answers(request: Request, say: Callable[[str], None]) -> Recording:
    """Run the integration for some cycles, and return the answers that it got, with secrets masked.

    Raises UsageError if it got no answer.
    """
    live = request.scenario.live
    scenario = replace(request.scenario, cycles=_CYCLES)
    if live:
        scenario = replace(scenario, cycles=_LIVE_CYCLES, interval_s=_LIVE_INTERVAL_S)
    isolation = replace(request.isolation, real_timeout_s=_REAL_TIMEOUT_S)
    prepared = prepare(replace(request, scenario=scenario, isolation=isolation))
    say("the real product answers" if live else "the vendor file answers")
    outcome = emulate_whole(prepared, traced=False)
    runs = tuple(outcome.runs)
    if not any(run.record.exchanges for run in runs):
        failed = next((run.message for run in runs if run.failure), "")
        why = f": {failed.splitlines()[0][:160]}" if failed else ""
        what = f"no request of the integration was answered{why}"
        raise UsageError(what, advice=("give the parameters with --param NAME=VALUE",))
    clock, command = outcome.dossier.clock, outcome.dossier.integration.command
    facts = facts_of(clock.start, clock.interval_s, len(runs), command)
    folder = temporary_folder()
    try:
        file = folder / "answers.har"
        pieces = har_pieces(runs, facts, xfetch_version(), prepared.mask)
        file.write_text("".join(pieces), encoding="utf-8")
        return read_recording(file)
    finally:
        shutil.rmtree(folder, ignore_errors=True)

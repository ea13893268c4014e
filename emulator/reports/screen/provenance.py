"""What the run is based on besides the integration: what xfetch filled in, assumed, guessed or simulated."""

from __future__ import annotations

from collections.abc import Iterator

from ...judging.guessed import change_words
from ...judging.outcome import Outcome
from ...judging.value_words import cycles_words
from ...record.fetch_run import VENDOR_RESTARTED
from ...settings.settings import EVENTS_COMMANDS
from ..guess_words import CONFIRM, unconfirmed
from .styled import Span, StyledLine, as_many, line, wrapped

_REFUSED = (
    "network: this system refuses a private one; subprocesses and native clients reach the real one"
    " (--isolation strict refuses to run then)"
)
_INLINE = "network: not private with --isolation inline; subprocesses and native clients reach the real one"
_HEAD = "assumed:  "
_USUAL_PLATFORM = "xsoar-6"
_USUAL_CHOICE = "the yml's isfetch"
# The identity that needs no word of doubt: the product itself says which events are the same.
_PROVEN = " (ground truth)"


def assumed_lines(outcome: Outcome, width: int, *, terse: bool = False) -> Iterator[StyledLine]:
    """Yield all facts that the user did not state, as one wrapped line, with ``terse`` as many of them as fit
    into one; then a line if code could reach the real network.
    """
    if terse:
        facts = as_many(list(assumed(outcome)), width - len(_HEAD), "; ")
        yield line(Span(f"{_HEAD}{facts}", "dim"))
    else:
        yield from facts_lines(outcome, width)
    if warning := open_network(outcome):
        yield from wrapped(warning, width, "  ", "warning", first="")


def facts_lines(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Yield the facts of ``assumed`` as one wrapped line."""
    facts = "; ".join(assumed(outcome))
    yield from wrapped(f"{_HEAD}{facts}", width, " " * len(_HEAD), "dim", first="")


def assumed(outcome: Outcome) -> Iterator[str]:
    """Yield the facts that the user did not state: ``url, apikey filled in``, ``answers by vendor.py``."""
    setting, command = outcome.dossier.setting, outcome.dossier.integration.command
    if setting.filled:
        yield f"{', '.join(setting.filled)} filled in"
    yield f"answers by {setting.vendor}" if setting.vendor != "none" else "no product"
    failed = outcome.runs if outcome.judgement.tally.failed else ()
    again = [run.cycle for run in failed if VENDOR_RESTARTED in run.message]
    if again:
        yield f"{setting.vendor} lost its state with the process of {cycles_words(again)}"
    if any(run.incidents or run.dropped for run in outcome.runs):
        identity = outcome.judgement.identity.describe().removesuffix(_PROVEN)
        yield f"{outcome.judgement.identity.noun}s told apart by {identity}"
    if setting.command_by not in ("", _USUAL_CHOICE):
        yield f"{command}: {setting.command_by}"
    # The usual platform of incidents is not mentioned.
    if setting.platform and (setting.platform != _USUAL_PLATFORM or command in EVENTS_COMMANDS):
        yield f"platform {setting.platform}"
    if setting.common_server:
        yield f"CommonServerPython {setting.common_server}"
    for name, value in sorted(setting.assumptions.items()):
        yield f"{name}={value}"


def open_network(outcome: Outcome) -> str:
    """Return a line that says why native clients and subprocesses could reach the real network, although
    the user did not allow it. It is empty if they could not, or if the user allowed it.
    """
    shut_in = outcome.dossier.setting.shut_in
    if shut_in is None:
        return "" if outcome.dossier.clock.live else _INLINE
    return "" if shut_in else _REFUSED


def changed_lines(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Yield a line for each alternative to a guess of the scenario that changes the run."""
    for guessed in outcome.guesses:
        for one, words in change_words(guessed):
            style = "warning" if one.worse or one.better else "dim"
            yield from wrapped(words, width, "  ", style, first="")


def unconfirmed_lines(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Yield a line that names the guesses of the scenario that the user has not confirmed."""
    if what := unconfirmed(outcome):
        yield from wrapped(f"guessed:  {what}   ({CONFIRM})", width, " " * 10, "dim", first="")

"""Polling: commands that ask the XSOAR server to run them again later, until they have a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import time
    from collections.abc import Callable
    from typing import Any

    import demistomock as demisto

    from ..arguments import argToBoolean, assign_params
    from ..demisto_exception import DemistoException
    from ..ending import get_error, is_error
    from ..server import is_demisto_version_ge
    from .command_results import CommandResults
    from .entry_types import EntryType

__all__ = (
    "PollResult",
    "ScheduledCommand",
    "execute_polling_command",
    "get_schedule_metadata",
    "polling_function",
)

_SOONEST_S = 10


class ScheduledCommand:
    """Asks the server to run a command again, after ten seconds or more.

    Raises DemistoException if the server does not support polling.
    """

    VERSION_MISMATCH_ERROR = (
        "This command is not supported by this XSOAR server version. Please update your server"
        " version to 6.2.0 or later."
    )

    def __init__(
        self,
        command: Any,
        next_run_in_seconds: Any,
        args: Any = None,
        timeout_in_seconds: Any = None,
        items_remaining: Any = 0,
    ) -> None:
        self.raise_error_if_not_supported()
        self._command = command
        if next_run_in_seconds < _SOONEST_S:
            demisto.info(
                f"{command} is run again in {_SOONEST_S} seconds, not {next_run_in_seconds}"
            )
            next_run_in_seconds = _SOONEST_S
        self._next_run = str(next_run_in_seconds)
        self._args = args
        self._timeout = str(timeout_in_seconds) if timeout_in_seconds else None
        self._items_remaining = items_remaining

    @staticmethod
    def raise_error_if_not_supported() -> None:
        if not ScheduledCommand.supports_polling():
            raise DemistoException(ScheduledCommand.VERSION_MISMATCH_ERROR)

    @staticmethod
    def supports_polling() -> Any:
        return is_demisto_version_ge("6.2.0")

    def to_results(self) -> Any:
        """Return the keys of a War Room entry that ask the server to run the command again."""
        return assign_params(
            PollingCommand=self._command,
            NextRun=self._next_run,
            PollingArgs=self._args,
            Timeout=self._timeout,
            PollingItemsRemaining=self._items_remaining,
        )


def get_schedule_metadata(context: Any) -> Any:
    """Return the server's facts about a polling command: its name, arguments, number of runs, start and
    end.
    """
    parent = context.get("ParentEntry")
    if not parent:
        return {}
    return assign_params(
        is_polling=True if parent.get("polling") else False,
        polling_command=parent.get("pollingCommand"),
        polling_args=parent.get("pollingArgs"),
        times_ran=int(parent.get("timesRan", 0)) + 1,
        start_date=parent.get("startDate"),
        end_date=parent.get("endingDate"),
    )


class PollResult:
    """The return value of a polling function: the final result, or that the function must be called again."""

    def __init__(
        self,
        response: Any,
        continue_to_poll: Any = False,
        args_for_next_run: Any = None,
        partial_result: Any = None,
    ) -> None:
        self.response = response
        self.continue_to_poll = continue_to_poll
        self.args_for_next_run = args_for_next_run
        self.partial_result = partial_result


def polling_function(
    name: str,
    interval: int = 30,
    timeout: int = 600,
    poll_message: str = "Fetching Results:",
    polling_arg_name: str = "polling",
    requires_polling_arg: bool = True,
) -> Callable[..., Any]:
    """Decorate a function that returns a PollResult: the server runs the command ``name`` until it is
    final.
    """

    def decorated(func: Callable[..., Any]) -> Callable[..., Any]:
        def inner(args: Any, *rest: Any, **kwargs: Any) -> Any:
            if requires_polling_arg and not argToBoolean(args.get(polling_arg_name)):
                return func(args, *rest, **kwargs).response
            ScheduledCommand.raise_error_if_not_supported()
            result = func(args, *rest, **kwargs)
            goes_on = result.continue_to_poll
            if not (goes_on if isinstance(goes_on, bool) else goes_on()):
                return result.response
            shown = None if args.get("hide_polling_output") else poll_message
            entry = result.partial_result or CommandResults(readable_output=shown)
            entry.scheduled_command = ScheduledCommand(
                command=name,
                next_run_in_seconds=interval,
                args={**(result.args_for_next_run or args), "hide_polling_output": True},
                timeout_in_seconds=timeout,
            )
            return entry

        return inner

    return decorated


def execute_polling_command(
    command_name: Any,
    args: Any,
    using_brand: Any = None,
    default_polling_interval: int = 30,
    default_polling_timeout: int = 600,
) -> list[CommandResults]:
    """Run a command again and again until it no longer asks to be polled; return its results in their order.

    It is for scripts: only they can run a command. An entry asks for the next run by ``polling`` in its
    metadata, with the command and the arguments to use; the interval and the timeout are the entry's, or the
    defaults. An entry that is an error ends the polling (documented; the names of the parameters but for
    ``command_name``, ``args``, ``using_brand`` and ``default_polling_timeout`` are assumed).

    Raises DemistoException when the timeout has passed and the command still polls.
    """
    results: list[CommandResults] = []
    command, given = command_name, dict(args or {})
    waited_s = 0
    while True:
        if using_brand:
            given["using-brand"] = using_brand
        demisto.debug(f"execute_polling_command: running {command}")
        entries = demisto.executeCommand(command, given) or []
        results.extend(_polled_result(entry) for entry in entries)
        asked = [entry.get("Metadata") or {} for entry in entries if not is_error(entry)]
        following = next((one for one in asked if one.get("polling")), None)
        if following is None or any(is_error(entry) for entry in entries):
            return results
        interval_s = int(following.get("nextRun") or default_polling_interval)
        limit_s = int(following.get("timeout") or default_polling_timeout)
        waited_s += interval_s
        if waited_s > limit_s:
            raise DemistoException(f"Timed out waiting for {command_name} after {limit_s} seconds.")
        time.sleep(interval_s)
        command = following.get("pollingCommand") or command
        given = dict(following.get("pollingArgs") or given)


def _polled_result(entry: Any) -> CommandResults:
    if is_error(entry):
        return CommandResults(readable_output=get_error(entry), entry_type=EntryType.ERROR)
    return CommandResults(
        readable_output=entry.get("HumanReadable"),
        outputs=entry.get("EntryContext"),
        raw_response=entry.get("Contents"),
    )

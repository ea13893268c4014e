"""Polling: commands that ask the XSOAR server to run them again later, until they have a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    import demistomock as demisto

    from ..arguments import argToBoolean, assign_params
    from ..http.http_errors import DemistoException
    from ..server import is_demisto_version_ge
    from .command_results import CommandResults

__all__ = (
    "PollResult",
    "ScheduledCommand",
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
            if not result.continue_to_poll:
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

"""Commands that schedule themselves again until there is a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..arguments import argToBoolean
    from .command_results import CommandResults
    from .scheduled import ScheduledCommand

__all__ = ("PollResult", "polling_function")


class PollResult:
    """What a polling function returns: a result, or a request to be called again."""

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
    """Decorator: run a function that returns a PollResult again as the command ``name`` until it has a
    result (documented).
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

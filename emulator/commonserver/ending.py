"""End a command with an error or a warning, and read the errors of another command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sys
    import traceback
    from typing import Any, NoReturn

    import demistomock as demisto

    from .constants import entryTypes, formats
    from .logs import LOG, is_debug_mode
    from .tracing import fix_traceback_line_numbers

__all__ = ("get_error", "isError", "is_error", "return_error", "return_warning")

# The server itself handles these commands' exceptions (observed).
_RAISING = ("fetch-incidents", "fetch-credentials", "long-running-execution", "fetch-indicators")


def return_error(message: Any, error: Any = "", outputs: Any = None) -> NoReturn:
    """Raise Exception in a fetch; in other commands return an error entry and exit normally
    (observed).
    """
    text = LOG(message)
    if error:
        LOG(str(error))
    caught = sys.exc_info()[0]
    if caught is not None:
        LOG("\n" + traceback.format_exc())
    LOG.print_log()
    # Asked anew each time, as the real one does: the trace shows both calls.
    if _command() == "get-modified-remote-data" and not _is_not_implemented(caught):
        text = "skip update. error: " + text
    if caught is not None and is_debug_mode():
        text = f"{text}\n\n{fix_traceback_line_numbers(traceback.format_exc())}"
    if _command() in _RAISING:
        raise Exception(text)
    demisto.results(
        {
            "Type": entryTypes["error"],
            "ContentsFormat": formats["text"],
            "Contents": text,
            "EntryContext": outputs,
        }
    )
    sys.exit(0)


def _command() -> Any:
    return demisto.command() if hasattr(demisto, "command") else None


def _is_not_implemented(caught: type[BaseException] | None) -> bool:
    return caught is not None and issubclass(caught, NotImplementedError)


def return_warning(
    message: Any,
    exit: bool = False,
    warning: Any = "",
    outputs: Any = None,
    ignore_auto_extract: bool = False,
) -> None:
    """Return a warning entry. The command goes on unless ``exit`` is true."""
    text = LOG(message)
    if warning:
        LOG(warning)
    LOG.print_log()
    demisto.results(
        {
            "Type": entryTypes["warning"],
            "ContentsFormat": formats["text"],
            "IgnoreAutoExtract": ignore_auto_extract,
            "Contents": text,
            "EntryContext": outputs,
        }
    )
    if exit:
        sys.exit(0)


def is_error(execute_command_result: Any) -> bool:
    """Tell whether one of a command's entries is an error. Raises KeyError for an entry without a
    type.
    """
    if isinstance(execute_command_result, list):
        return any(
            isinstance(entry, dict) and entry["Type"] == entryTypes["error"]
            for entry in execute_command_result
        )
    return (
        isinstance(execute_command_result, dict)
        and execute_command_result["Type"] == entryTypes["error"]
    )


def isError(execute_command_result: Any) -> bool:
    """Old name of ``is_error``."""
    return is_error(execute_command_result)


def get_error(execute_command_result: Any) -> str:
    """Return the texts of a command's error entries. Raises ValueError when there are none."""
    if not is_error(execute_command_result):
        raise ValueError(
            "execute_command_result has no error entry. before using get_error use is_error"
        )
    if isinstance(execute_command_result, dict):
        return str(execute_command_result["Contents"])
    return "\n".join(
        entry["Contents"]
        for entry in execute_command_result
        if isinstance(entry, dict) and entry["Type"] == entryTypes["error"]
    )

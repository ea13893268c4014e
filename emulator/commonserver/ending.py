"""End a command with an error or a warning; run another command and read its errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sys
    import traceback
    from typing import Any, NoReturn

    import demistomock as demisto

    from .constants import MAX_ERROR_MESSAGE_LENGTH, entryTypes, formats
    from .demisto_exception import DemistoException
    from .logs import LOG, is_debug_mode
    from .tracing import fix_traceback_line_numbers

__all__ = (
    "execute_command",
    "get_error",
    "isCommandAvailable",
    "isError",
    "is_error",
    "return_error",
    "return_warning",
)

# The server itself handles these commands' exceptions (observed).
_RAISING = ("fetch-incidents", "fetch-credentials", "long-running-execution", "fetch-indicators")


def return_error(message: Any, error: Any = "", outputs: Any = None) -> NoReturn:
    """End the command with an error (observed in production).

    That is an Exception in fetch-incidents, fetch-indicators, fetch-credentials and long-running-execution.
    In any other command, fetch-events too, it is an error entry and ``sys.exit(0)``.
    """
    text = LOG(message)
    if error:
        LOG(str(error))
    caught = sys.exc_info()[0]
    if caught is not None:
        LOG("\n" + traceback.format_exc())
    LOG.print_log()
    # Call it again each time, as production does: the record shows both calls.
    if _command() == "get-modified-remote-data" and not _is_not_implemented(caught):
        text = "skip update. error: " + text
    if caught is not None and is_debug_mode():
        text = f"{text}\n\n{fix_traceback_line_numbers(traceback.format_exc())}"
    if _command() in _RAISING:
        raise Exception(text)
    if len(text) > MAX_ERROR_MESSAGE_LENGTH:
        half = MAX_ERROR_MESSAGE_LENGTH // 2
        text = f"{text[:half]}...This error body was truncated...{text[-half:]}"
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
    """Send a warning entry to the War Room. The command goes on unless ``exit`` is true."""
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
    """Whether an error entry is among a command's entries. Raises KeyError for an entry without a type."""
    if isinstance(execute_command_result, list):
        return any(
            isinstance(entry, dict) and entry["Type"] == entryTypes["error"]
            for entry in execute_command_result
        )
    return (
        isinstance(execute_command_result, dict)
        and execute_command_result["Type"] == entryTypes["error"]
    )


isError = is_error


def get_error(execute_command_result: Any) -> str:
    """Return the texts of the error entries among a command's entries.

    Raises ValueError if there are none.
    """
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


def execute_command(
    command: Any, args: Any, extract_contents: Any = True, fail_on_error: Any = True
) -> Any:
    """Run a command and return its entries, or (``extract_contents``) only the contents of the entries.

    With ``fail_on_error=False`` it returns a pair: whether the command succeeded, and the contents or the
    error text. Otherwise an error ends the command with ``return_error``. Raises DemistoException if
    ``demisto`` has no ``executeCommand``.
    """
    if not hasattr(demisto, "executeCommand"):
        raise DemistoException("Cannot run demisto.executeCommand() from integrations.")
    entries = demisto.executeCommand(command, args)
    if is_error(entries):
        message = get_error(entries)
        if not fail_on_error:
            return False, message
        return_error(f"Failed to execute {command}. Error details:\n{message}")
    answer = entries
    if extract_contents:
        contents = [entry.get("Contents", {}) for entry in entries]
        answer = contents[0] if len(contents) == 1 else contents
    return answer if fail_on_error else (True, answer)


def isCommandAvailable(cmd: Any) -> bool:
    """Whether an enabled integration of the server has this command."""
    by_brand = demisto.getAllSupportedCommands()
    return any(cmd == known["name"] for known_of in by_brand.values() for known in known_of)

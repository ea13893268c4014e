"""Run other commands through the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    import demistomock as demisto

    from ..ending import get_error, is_error, return_error
    from ..http.http_errors import DemistoException

__all__ = ("execute_command", "isCommandAvailable")


def execute_command(
    command: Any, args: Any, extract_contents: Any = True, fail_on_error: Any = True
) -> Any:
    """Run a command and return its entries, or their contents. With ``fail_on_error=False`` the answer
    is a pair: whether it worked, and the contents.
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
    """Tell whether an enabled integration has the command."""
    by_brand = demisto.getAllSupportedCommands()
    return any(cmd == known["name"] for known_of in by_brand.values() for known in known_of)

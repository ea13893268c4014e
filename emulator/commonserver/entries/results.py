"""Send entries, files and context of a command to the War Room."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from typing import Any

    import demistomock as demisto

    from ..constants import STRING_TYPES, entryTypes, formats
    from .command_results import CommandResults
    from .entry_types import EntryType
    from .metrics import ExecutionMetrics
    from .mirroring import GetMappingFieldsResponse, GetRemoteDataResponse

__all__ = (
    "append_metrics",
    "fileResult",
    "file_result_existing_file",
    "is_integration_command_execution",
    "return_outputs",
    "return_results",
)


def return_results(results: Any) -> None:
    """Send the results of a command to the War Room as entries.

    The plain dictionaries and texts of a list are sent together, after the other results of the list.
    """
    if results is None:
        demisto.results(None)
    elif results and isinstance(results, list):
        plain = []
        for result in results:
            if not isinstance(result, (dict, str)):
                return_results(result)
            elif _may_send(result):
                plain.append(result)
        if plain:
            demisto.results(plain)
    else:
        entry = _entry(results)
        if _may_send(entry):
            demisto.results(entry)


def _may_send(entry: Any) -> bool:
    """Whether an entry goes to the War Room: a script's entry with API metrics does not (observed)."""
    is_metrics = isinstance(entry, dict) and entry.get("Type") == EntryType.EXECUTION_METRICS
    return not is_metrics or is_integration_command_execution()


def is_integration_command_execution() -> bool:
    """Whether an integration runs, and no script: the server names the running commands (observed)."""
    context = demisto.callingContext.get("context") or {}
    executed = context.get("ExecutedCommands") or []
    if executed and "moduleBrand" in executed[0]:
        return bool(executed[0]["moduleBrand"] != "Scripts")
    return not context.get("ScriptName")


def _entry(result: Any) -> Any:
    if isinstance(result, CommandResults):
        return result.to_context()
    if isinstance(result, GetMappingFieldsResponse):
        return result.extract_mapping()
    if isinstance(result, GetRemoteDataResponse):
        return result.extract_for_local()
    if hasattr(result, "to_entry"):
        return result.to_entry()
    return result


def return_outputs(
    readable_output: Any,
    outputs: Any = None,
    raw_response: Any = None,
    timeline: Any = None,
    ignore_auto_extract: bool = False,
) -> None:
    """Send an entry to the War Room: ``readable_output`` is its text, ``outputs`` goes into the context."""
    events = [timeline] if isinstance(timeline, dict) else timeline
    if events:
        for event in events:
            if "Category" not in event.keys():
                event["Category"] = "Integration Update"
    raw = outputs if raw_response is None and outputs else raw_response
    is_text = isinstance(raw_response, STRING_TYPES)
    contents_format = formats["text"] if is_text else formats["json"]
    if readable_output and not outputs and not raw:
        raw, contents_format = readable_output, formats["text"]
    demisto.results(
        {
            "Type": entryTypes["note"],
            "HumanReadable": readable_output,
            "ContentsFormat": contents_format,
            "Contents": raw,
            "EntryContext": outputs,
            "IgnoreAutoExtract": ignore_auto_extract,
            "IndicatorTimeline": events,
        }
    )


def fileResult(filename: Any, data: Any, file_type: Any = None) -> dict[str, Any]:
    """Write ``data`` into a file in the working directory, where the server finds it, and return the file
    entry.
    """
    raw = data.encode("utf-8") if isinstance(data, str) else data
    file_id = demisto.uniqueFile()
    with open(demisto.investigation()["id"] + "_" + file_id, "wb") as file:  # noqa: PTH123
        file.write(raw)
    return {
        "Contents": "",
        "ContentsFormat": formats["text"],
        "Type": entryTypes["file"] if file_type is None else file_type,
        "File": filename,
        "FileID": file_id,
    }


def file_result_existing_file(filename: Any, saveFilename: Any = None) -> dict[str, Any]:
    """Rename a file in the working directory as the server expects it, and return the file entry."""
    file_id = demisto.uniqueFile()
    os.rename(filename, demisto.investigation()["id"] + "_" + file_id)  # noqa: PTH104
    return {
        "Contents": "",
        "ContentsFormat": formats["text"],
        "Type": entryTypes["file"],
        "File": saveFilename if saveFilename else filename,
        "FileID": file_id,
    }


def append_metrics(execution_metrics: Any, results: Any) -> Any:
    """Append the entry with the API metrics to a command's results, if the server supports such entries."""
    if execution_metrics.metrics is not None and ExecutionMetrics.is_supported():
        results.append(execution_metrics.metrics)
    return results

"""``CommandResults``: the entry that most commands of integrations return."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from ..constants import STRING_TYPES
    from ..demisto_exception import DemistoException
    from .entry_types import EntryFormat, EntryType
    from .tables import tableToMarkdown

__all__ = ("CommandResults", "IndicatorsTimeline")


class IndicatorsTimeline:
    """An event for the timelines of several indicators, one copy for each indicator.

    Every copy names the last indicator (observed in production).
    """

    def __init__(self, indicators: Any = None, category: Any = None, message: Any = None) -> None:
        values = indicators if isinstance(indicators, (list, str)) else []
        event: dict[str, Any] = {}
        self.indicators_timeline = []
        for value in values:
            event["Value"] = value
            event["Category"] = category or "Integration Update"
            if message:
                event["Message"] = message
            self.indicators_timeline.append(event)


class CommandResults:
    """The result of a command: readable output, raw response, and outputs for the context.

    Raises TypeError or ValueError for arguments that exclude each other or have a wrong type.
    """

    def __init__(
        self,
        outputs_prefix: Any = None,
        outputs_key_field: Any = None,
        outputs: Any = None,
        indicators: Any = None,
        readable_output: Any = None,
        raw_response: Any = None,
        indicators_timeline: Any = None,
        indicator: Any = None,
        ignore_auto_extract: bool = False,
        mark_as_note: bool = False,
        tags: Any = None,
        scheduled_command: Any = None,
        relationships: Any = None,
        entry_type: Any = None,
        content_format: Any = None,
        execution_metrics: Any = None,
        replace_existing: bool = False,
    ) -> None:
        if outputs is not None and not isinstance(outputs, dict) and not outputs_prefix:
            raise ValueError("outputs_prefix is missing")
        if indicators and indicator:
            raise ValueError("indicators is DEPRECATED, use only indicator")
        self._outputs_key_field = _key_fields(outputs_key_field)
        if content_format is not None and not EntryFormat.is_valid_type(content_format):
            raise TypeError(
                f"content_format {content_format} is invalid, see CommonServerPython.EntryFormat"
            )
        self.outputs_key_field = outputs_key_field
        self.outputs_prefix = outputs_prefix
        self.outputs = outputs
        self.indicators = indicators
        self.indicator = indicator
        self.entry_type = EntryType.NOTE if entry_type is None else entry_type
        self.content_format = content_format
        self.raw_response = outputs if raw_response is None else raw_response
        self.readable_output = readable_output
        self.indicators_timeline = indicators_timeline
        self.ignore_auto_extract = ignore_auto_extract
        self.mark_as_note = mark_as_note
        self.scheduled_command = scheduled_command
        self.relationships = relationships
        self.execution_metrics = execution_metrics
        self.replace_existing = replace_existing
        self.tags = tags

    def to_context(self) -> dict[str, Any]:
        """Return the result of the command as the entry that ``demisto.results`` accepts."""
        context = self._indicators_context()
        readable = self.readable_output if self.readable_output else None
        if self.outputs is not None and self.outputs != []:
            if not readable:
                # Since 2024 a text or a number stands as it is; before, it was an error without a header.
                tabled = isinstance(self.outputs, (dict, list))
                readable = tableToMarkdown("Results", self.outputs) if tabled else self.outputs
            self._add_outputs(context)
        entry = {
            "Type": self.entry_type,
            "ContentsFormat": self.content_format or self._format(),
            "Contents": self.raw_response if self.raw_response else None,
            "HumanReadable": readable,
            "EntryContext": context,
            "IndicatorTimeline": _timeline(self.indicators_timeline),
            "IgnoreAutoExtract": bool(self.ignore_auto_extract),
            "Note": bool(self.mark_as_note),
            "Relationships": self._relationships(),
        }
        if self.execution_metrics:
            entry["Type"] = EntryType.EXECUTION_METRICS
            entry["Contents"] = "Metrics reported successfully."
            entry["APIExecutionMetrics"] = self.execution_metrics
        if self.tags:
            entry["Tags"] = self.tags
        if self.scheduled_command:
            entry.update(self.scheduled_command.to_results())
        return entry

    def _format(self) -> str:
        raw = self.raw_response
        as_text = raw and isinstance(raw, (*STRING_TYPES, int))
        return EntryFormat.TEXT if as_text else EntryFormat.JSON

    def _indicators_context(self) -> dict[str, Any]:
        indicators = [self.indicator] if self.indicator else self.indicators or []
        context: dict[str, Any] = {}
        for indicator in indicators:
            for path, value in indicator.to_context().items():
                context.setdefault(path, []).append(value)
        return context

    def _add_outputs(self, context: dict[str, Any]) -> None:
        if self.replace_existing and self.outputs_prefix:
            path, _, key = str(self.outputs_prefix).rpartition(".")
            if not path:
                raise DemistoException(
                    "outputs_prefix must be a nested path to replace an existing key."
                )
            context[f"{path}(true)"] = {key: self.outputs}
        elif self.outputs_prefix and self._outputs_key_field:
            same = " && ".join(
                f"val.{key} && val.{key} == obj.{key}" for key in self._outputs_key_field
            )
            context[f"{self.outputs_prefix}({same})"] = self.outputs
        elif self.outputs_prefix:
            context[str(self.outputs_prefix)] = self.outputs
        else:
            context.update(self.outputs)

    def _relationships(self) -> list[Any]:
        entries = (relationship.to_entry() for relationship in self.relationships or [])
        return [entry for entry in entries if entry]


def _key_fields(given: Any) -> Any:
    if not given:
        return None
    if isinstance(given, str):
        return [given]
    if isinstance(given, list):
        return given
    raise TypeError("outputs_key_field must be of type str or list")


def _timeline(timeline: Any) -> Any:
    return timeline.indicators_timeline if timeline else []

"""Convert the argument of ``demisto.results`` to War Room entries, as the platform does."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..record.entries import Json

ERROR_ENTRY = 4  # the Type of an error entry


def convert(results: object) -> Json:
    """Return the War Room entries that production makes of the argument of ``results``.

    Source: observed in production's code.
    """
    if isinstance(results, dict):
        if "Contents" in results and "ContentsFormat" in results:
            return results
        return _entry(json.dumps(results), "json")
    if isinstance(results, list):
        return _flat(convert(result) for result in results)
    if isinstance(results, bytes):
        return _entry(results.decode("utf-8"), "text")
    return _entry(str(results), "text")


def error_text(entry: dict[str, Json]) -> str:
    """Return the message in a War Room entry that reports an error."""
    contents = entry.get("Contents")
    return contents if isinstance(contents, str) else json.dumps(contents)


def _entry(contents: str, contents_format: str) -> dict[str, Json]:
    return {"Type": 1, "Contents": contents, "ContentsFormat": contents_format}


def _flat(results: Iterable[Json]) -> list[Json]:
    return [
        entry for result in results for entry in (result if isinstance(result, list) else [result])
    ]

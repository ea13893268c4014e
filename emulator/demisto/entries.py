"""War Room entries: how the platform turns what ``results`` is given into entries."""

from __future__ import annotations

import json
from typing import Any

from ..record.entries import Json

ERROR_ENTRY = 4


def convert(results: Any) -> Json:
    """Whatever was sent as an entry, or a list of entries. Source: observed in code."""
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
    """What an error entry says."""
    contents = entry.get("Contents")
    return contents if isinstance(contents, str) else json.dumps(contents)


def _entry(contents: str, contents_format: str) -> dict[str, Json]:
    return {"Type": 1, "Contents": contents, "ContentsFormat": contents_format}


def _flat(results: Any) -> list[Json]:
    return [
        entry for result in results for entry in (result if isinstance(result, list) else [result])
    ]

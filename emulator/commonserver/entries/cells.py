"""A value as the text of a table's cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import json
    from typing import Any

    from .json_transformer import JsonTransformer

__all__ = ("flattenCell", "flattenRow", "flattenTable", "formatCell")


def formatCell(data: Any, is_pretty: bool = True, json_transform: Any = None) -> Any:
    """Text stays, everything else as the transformer writes it."""
    if json_transform is None:
        json_transform = JsonTransformer(flatten=True)
    return json_transform.json_to_str(data, is_pretty)


def flattenCell(data: Any, is_pretty: bool = True) -> Any:
    """Text as it is, a list's items with commas and line breaks, anything else as JSON."""
    if isinstance(data, (str, bytes)):
        return data
    if isinstance(data, list):
        return ",\n".join(
            item.decode("utf-8") if isinstance(item, bytes) else str(item) for item in data
        )
    return json.dumps(data, indent=4 if is_pretty else None, ensure_ascii=False)


def flattenRow(rowDict: Any) -> dict[Any, Any]:
    return {key: formatCell(rowDict[key]) for key in rowDict}


def flattenTable(tableDict: Any) -> list[dict[Any, Any]]:
    return [flattenRow(row) for row in tableDict]

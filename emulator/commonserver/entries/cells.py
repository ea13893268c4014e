"""Write values as the text of table cells, and nested values as indented lines of markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import json
    from typing import Any

    from ..constants import STRING_TYPES

__all__ = ("JsonTransformer", "flattenCell", "flattenRow", "flattenTable", "formatCell")


def formatCell(data: Any, is_pretty: bool = True, json_transform: Any = None) -> Any:
    """Return a value as the text of a table cell, as ``json_transform`` (a JsonTransformer) writes it."""
    if json_transform is None:
        json_transform = JsonTransformer(flatten=True)
    return json_transform.json_to_str(data, is_pretty)


def flattenCell(data: Any, is_pretty: bool = True) -> Any:
    """Return a value as text: a text unchanged, a list joined by commas and line breaks, other values as
    JSON.
    """
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


class JsonTransformer:
    """Writes nested values as indented lines of markdown.

    ``keys`` limits the output to these keys, at the top level or (``is_nested``) at any level. With
    ``flatten`` each key of the top level is one line. With ``func`` that function writes the value instead.
    """

    def __init__(
        self, flatten: Any = False, keys: Any = None, is_nested: Any = False, func: Any = None
    ) -> None:
        self.keys = set() if keys is None else set(keys)
        self.is_nested = is_nested
        self.func = func
        self.flatten = flatten

    def json_to_str(self, json_input: Any, is_pretty: Any = True) -> Any:
        if self.func:
            return self.func(json_input)
        if self.flatten:
            if not isinstance(json_input, dict):
                return flattenCell(json_input, is_pretty)
            return "\n".join(
                f"{key}: {flattenCell(value, is_pretty)}" for key, value in json_input.items()
            )
        if isinstance(json_input, STRING_TYPES):
            return json_input
        lines: list[str] = []
        shown: list[Any] = []
        for path, key, value in self.json_to_path_generator(json_input):
            lines.append(_heading(path, shown) + f"***{key}***: {flattenCell(value, is_pretty)}")
            shown = path
        return "\n".join(lines)

    def json_to_path_generator(self, json_input: Any, path: Any = None) -> Any:
        """Yield (path, key, value) for each part of a nested value that the output contains.

        A list of texts counts as one value with the key ``values``.
        """
        path = path or []
        if isinstance(json_input, dict):
            chosen = not self.keys or bool(self.keys.intersection(path))
            for key, value in json_input.items():
                wanted = chosen or key in self.keys
                if isinstance(value, dict | list):
                    if wanted or self.is_nested:
                        yield from self.json_to_path_generator(value, [*path, key])
                elif wanted:
                    yield path, key, value
        elif isinstance(json_input, list):
            if json_input and isinstance(json_input[0], dict | list):
                for number, item in enumerate(json_input):
                    yield from self.json_to_path_generator(item, [*path, number])
            else:
                yield path, "values", ", ".join(json_input)


def _heading(path: list[Any], shown: list[Any]) -> str:
    """Return the beginning of a line of markdown: the headings of its path that are new, and its indent.

    ``shown`` is the path of the line before, whose headings are not repeated.
    """
    same = 0
    while same < min(len(path), len(shown)) and path[same] == shown[same]:
        same += 1
    text = ""
    for depth in range(same, len(path)):
        if isinstance(path[depth], int):
            text += "\t" * depth + "**-**"
        else:
            text += "\t" * depth + f"**{path[depth]}**:\n"
    # Production has one tab here even where the path only became shorter and no dash was written.
    after_a_dash = path != shown and bool(path) and isinstance(path[-1], int)
    return text + ("\t" if after_a_dash else "\t" * len(path))

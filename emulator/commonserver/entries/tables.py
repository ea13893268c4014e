"""Write dictionaries as markdown tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any

    from ..constants import MARKDOWN_CHARS, STRING_TYPES
    from .cells import JsonTransformer, flattenRow, flattenTable, formatCell

__all__ = (
    "aws_table_to_markdown",
    "create_clickable_url",
    "sectionsToMarkdown",
    "stringEscapeMD",
    "tableToMarkdown",
    "tblToMd",
    "url_to_clickable_markdown",
)

_NOTHING = "**No entries.**\n"


def tableToMarkdown(
    name: Any,
    t: Any,
    headers: Any = None,
    headerTransform: Callable[[Any], Any] | None = None,
    removeNull: bool = False,
    metadata: Any = None,
    url_keys: Any = None,
    date_fields: Any = None,
    json_transform_mapping: Any = None,
    is_auto_json_transform: bool = False,
    sort_headers: bool = True,
) -> str:
    """Return a dictionary, or a list of them, as a markdown table.

    Columns are sorted by name unless ``headers`` gives their order, or ``sort_headers`` is off. A list of
    plain values needs ``headers``, else Exception is raised.
    """
    text: str = "### " + name + "\n" if name else ""
    if metadata:
        text += metadata + "\n"
    if not t or len(t) == 0:
        return text + _NOTHING
    rows, columns = _rows_and_columns(t, headers, url_keys, sort_headers)
    if removeNull:
        columns = _without_empty(columns, rows)
    if not columns:
        return text + _NOTHING
    titles = [stringEscapeMD(name, True, True) for name in columns]
    if headerTransform:
        titles = [headerTransform(title) for title in titles]
    text += "|" + "|".join(titles) + "|\n" + "|" + "---|" * len(titles) + "\n"
    transformers = _transformers(columns, json_transform_mapping, is_auto_json_transform)
    for row in (_dated(row, date_fields) for row in rows):
        cells = (_cell(row, name, transformers[name]) for name in columns)
        text += "| " + " | ".join(cells) + " |\n"
    return text


tblToMd = tableToMarkdown


def _rows_and_columns(
    t: Any, headers: Any, url_keys: Any, sort_headers: bool
) -> tuple[list[Any], Any]:
    """Return the rows of a table as dictionaries, and its columns in order."""
    columns = headers
    if url_keys:
        t = url_to_clickable_markdown(t, url_keys)
    if not headers and isinstance(t, dict) and len(t) == 1:
        columns = list(t)
        values = t[columns[0]]
        t = values if isinstance(values, list) else [values]
    rows = t if isinstance(t, list) else [t]
    if isinstance(columns, STRING_TYPES):
        columns = [columns]
    if not isinstance(rows[0], dict):
        if not columns:
            raise Exception(
                "Missing headers param for tableToMarkdown. Example: headers=['Some Header']"
            )
        rows = [{columns[0]: value} for value in rows]
    elif not columns:
        columns = sorted(rows[0]) if sort_headers else list(rows[0])
    return rows, columns


def _dated(row: Any, date_fields: Any) -> Any:
    """Return a copy of a row of a table in which milliseconds since 1970 are written as local dates."""
    dated = row.copy()
    for field in date_fields or ():
        try:
            moment = datetime.fromtimestamp(int(row[field]) / 1000)
        except Exception:
            continue
        dated[field] = moment.strftime("%Y-%m-%d %H:%M:%S")
    return dated


def _without_empty(columns: Any, rows: list[Any]) -> Any:
    """Return the columns of a table that have a value in at least one row."""
    kept = columns[:]
    for name in columns:
        if not any(_has(row, name) for row in rows):
            kept.remove(name)
    return kept


def _has(row: dict[Any, Any], name: Any) -> bool:
    return row.get(name) not in ("", None, [], {})


def _transformers(columns: Any, mapping: Any, automatic: bool) -> dict[Any, Any]:
    found = dict.fromkeys(columns, None)
    if mapping:
        found.update({name: mapping.get(name) for name in columns})
    elif automatic:
        found.update({name: JsonTransformer() for name in columns})
    return found


def _cell(row: dict[Any, Any], name: Any, transformer: Any) -> Any:
    value = row.get(name, "")
    text = "" if value is None else formatCell(value, False, transformer)
    return stringEscapeMD(text, True, True)


def stringEscapeMD(st: Any, minimal_escaping: bool = False, escape_multiline: bool = False) -> Any:
    """Escape a text's markdown with backslashes; with ``minimal_escaping`` only the pipe and the backtick.

    ``escape_multiline`` replaces line breaks by ``<br>``.
    """
    if escape_multiline:
        st = st.replace("\r\n", "<br>").replace("\r", "<br>").replace("\n", "<br>")
    if minimal_escaping:
        for char in "|`":
            st = st.replace(char, "\\" + char)
        return st
    return "".join("\\" + char if char in MARKDOWN_CHARS else char for char in st)


def url_to_clickable_markdown(data: Any, url_keys: Any) -> Any:
    """Return a copy of ``data`` in which the values of ``url_keys``, at any depth, are markdown links."""
    if isinstance(data, list):
        return [url_to_clickable_markdown(item, url_keys) for item in data]
    if isinstance(data, dict):
        return {
            key: create_clickable_url(value)
            if key in url_keys
            else url_to_clickable_markdown(value, url_keys)
            for key, value in data.items()
        }
    return data


def create_clickable_url(url: Any, text: Any = None) -> Any:
    """Return a markdown link for an address, or for each one of a list, with ``text`` or the address itself.

    Raises AssertionError for lists of different lengths.
    """
    if not url:
        return None
    if isinstance(url, list):
        texts = text if isinstance(text, list) else url
        assert len(url) == len(texts), "The URL list and the text list must be the same length."
        return [f"[{told}]({item})" for told, item in zip(texts, url, strict=True)]
    return f"[{text or url}]({url})"


def sectionsToMarkdown(root: Any) -> str:
    """Return a markdown table for each key of a dictionary."""
    return "".join(tableToMarkdown(name, _flat(root[name])) for name in root)


def _flat(section: Any) -> Any:
    return flattenTable(section) if isinstance(section, list) else flattenRow(section)


def aws_table_to_markdown(response: Any, table_header: str) -> str:
    """Return a boto3 response as a markdown table; of a response with one key, the value of that key."""
    if isinstance(response, dict) and len(response) == 1:
        only = next(iter(response))
        value = response[only]
        if isinstance(value, dict):
            return tableToMarkdown(table_header, value)
        if isinstance(value, list):
            if value and isinstance(value[0], str):
                return tableToMarkdown(table_header, value, headers=[only])
            return tableToMarkdown(table_header, value)
    return tableToMarkdown(table_header, response)

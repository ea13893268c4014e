"""Tables, cells and what is escaped in them."""

from __future__ import annotations

from typing import Any

import pytest


def test_the_columns_are_sorted_unless_headers_order_them(csp: Any) -> None:
    rows = [{"b": 1, "a": "x"}, {"a": "y"}]
    assert csp.tableToMarkdown("Alerts", rows) == (
        "### Alerts\n|a|b|\n|---|---|\n| x | 1 |\n| y |  |\n"
    )
    assert csp.tableToMarkdown("", rows, ["b"]) == "|b|\n|---|\n| 1 |\n|  |\n"


@pytest.mark.parametrize("nothing", [None, [], {}, [{}]])
def test_nothing_to_show(csp: Any, nothing: Any) -> None:
    assert csp.tableToMarkdown("Alerts", nothing) == "### Alerts\n**No entries.**\n"


def test_a_list_of_values_needs_a_header(csp: Any) -> None:
    assert csp.tableToMarkdown("T", ["x", 2], "Value") == "### T\n|Value|\n|---|\n| x |\n| 2 |\n"
    with pytest.raises(Exception, match="Missing headers param for tableToMarkdown"):
        csp.tableToMarkdown("T", ["x", 2])


def test_a_single_list_is_a_column(csp: Any) -> None:
    assert csp.tableToMarkdown("T", {"ids": [7, 8]}) == "### T\n|ids|\n|---|\n| 7 |\n| 8 |\n"


def test_headers_are_transformed_and_empty_columns_removed(csp: Any) -> None:
    rows = [{"alertId": 1, "note": None, "open": False}]
    table = csp.tableToMarkdown("T", rows, headerTransform=csp.pascalToSpace, removeNull=True)
    assert table == "### T\n|Alert Id|Open|\n|---|---|\n| 1 | false |\n"


def test_links_dates_and_metadata(csp: Any) -> None:
    row = {"url": "https://x.example", "when": 1649138828000}
    table = csp.tableToMarkdown("T", row, metadata="m", url_keys=["url"], date_fields=["when"])
    assert table == (
        "### T\nm\n|url|when|\n|---|---|\n"
        "| [https://x.example](https://x.example) | 2022-04-05 06:07:08 |\n"
    )
    assert row["when"] == 1649138828000


def test_what_would_break_the_table_is_escaped(csp: Any) -> None:
    assert csp.tableToMarkdown("", {"a|b": "x\ny|`z`"}) == "|a\\|b|\n|---|\n| x<br>y\\|\\`z\\` |\n"
    assert csp.stringEscapeMD("a_b*") == "a\\_b\\*"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        (["a", 1], "a,\n1"),
        ({"k": [1], "n": None}, "k: 1\nn: null"),
        ({"k": {"d": 1}}, 'k: {\n    "d": 1\n}'),
        (True, "true"),
    ],
)
def test_cells(csp: Any, value: Any, text: str) -> None:
    assert csp.formatCell(value) == text


def test_the_table_of_a_boto3_response(csp: Any) -> None:
    assert csp.aws_table_to_markdown({"Detectors": ["d1"]}, "T") == (
        "### T\n|Detectors|\n|---|\n| d1 |\n"
    )

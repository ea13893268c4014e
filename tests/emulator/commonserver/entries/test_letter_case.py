"""Keys and headers from one spelling into another."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("function", "given", "expected"),
    [
        ("pascalToSpace", "AlertIDList", "Alert ID List"),
        ("pascalToSpace", None, None),
        ("camelize_string", "alert_id", "AlertId"),
        ("underscoreToCamelCase", "alert_id", "AlertId"),
        ("underscoreToCamelCase", 5, 5),
        ("camel_case_to_underscore", "alertIDList", "alert_id_list"),
        ("string_to_table_header", "alert_id", "Alert Id"),
        ("string_to_context_key", "alert_id", "AlertId"),
        ("camelize", {"alert id": {"in ner": 1}}, {"AlertId": {"in ner": 1}}),
        ("snakify", {"alertId": 1}, {"alert_id": 1}),
        ("replace_in_keys", [{"a.b": 1}], [{"a_b": 1}]),
        ("stringEscape", "a\tb\n", "a\\tb\\n"),
        ("stringUnEscape", "a\\tb\\n", "a\tb\n"),
        ("hash_djb2", "abc", 193485963),
    ],
)
def test_spellings(csp: Any, function: str, given: Any, expected: Any) -> None:
    assert getattr(csp, function)(given) == expected


def test_lower_camel_case(csp: Any) -> None:
    assert csp.camelize_string("alert_id", upper_camel=False) == "alertId"
    assert csp.camelize([{"alert id": 1}], upper_camel=False) == [{"alertId": 1}]


def test_a_key_must_be_text(csp: Any) -> None:
    with pytest.raises(Exception, match="The key is not a string: 5"):
        csp.string_to_table_header(5)

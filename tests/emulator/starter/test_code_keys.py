"""What the code's own keys say of the product's answers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xfetch.emulator.starter.code_keys import (
    id_keys,
    keys_of,
    list_keys,
    severity_words,
    time_keys,
    token_keys,
)
from xfetch.emulator.starter.starter_file import flow

CODE = """
params = demisto.params()
url = params['url']
token = answer.get('auth_token')
for alert in answer['threats']:
    alert['alertId'], alert.get('raised_at'), alert['title']
    {'Low': 1, 'Medium': 2, 'High': 3}[alert['severity']]
"""


def test_keys_are_found_in_order() -> None:
    keys = keys_of(CODE)
    assert keys[:3] == ("url", "auth_token", "threats")
    assert list_keys(keys)[:2] == ("threats", "")
    assert id_keys(keys) == ("id", "alertId")
    assert time_keys(keys) == ("raised_at", "created")
    assert token_keys(keys) == ("auth_token",)
    assert severity_words(CODE) == ("Low", "Medium", "High")


def test_code_that_says_nothing_gets_the_usual_names() -> None:
    assert list_keys(()) == ("",)
    assert id_keys(()) == ("id",)
    assert token_keys(()) == ("access_token", "token")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(_JSON)
def test_a_value_on_one_line_is_the_same_value_as_yaml(value: object) -> None:
    import yaml

    line = flow(value)
    assert "\n" not in line
    assert yaml.safe_load(line) == value

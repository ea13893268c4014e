"""What the rules are told of the source text."""

from __future__ import annotations

import textwrap

import pytest

from xfetch.emulator.integration.code_facts import code_facts


def facts(text: str, *names: str) -> dict[str, object]:
    return code_facts(textwrap.dedent(text), names)


@pytest.mark.parametrize(
    "text",
    [
        "demisto.params().get('a')",
        "demisto.params()['a']",
        "demisto.getParam('a')",
        "PARAMS = demisto.params()\ndef f():\n    return PARAMS.get('a', 1)",
        "def f():\n    params: dict = demisto.params()\n    return params['a']",
    ],
)
def test_parameters_that_are_read(text: str) -> None:
    assert list(facts(text)["params_read"]) == ["a"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "text",
    [
        "params = {'a': 1}\nparams['a']",
        "params = demisto.params()\ndef f(params):\n    return params['a']",
        "params = demisto.params()\nparams['a'] = 1",
        "def f():\n    params = assign_params(a=1)\n    return params.get('a')",
        "demisto.args().get('a')",
    ],
)
def test_what_is_no_parameter(text: str) -> None:
    assert facts(text)["params_read"] == {}


def test_names_that_stand_in_the_code_and_rules_that_are_off() -> None:
    text = """
    x = 'a'
    y = 1  # xfetch: off XF101, XF203
    z = 2  # xfetch: off
    """
    found = facts(text, "a", "b")
    assert found["strings"] == ["a"]
    assert found["off"] == {"3": ["XF101", "XF203"], "4": ["*"]}


def test_lines_that_ask_for_the_local_time() -> None:
    text = """
    datetime.now()
    datetime.now(timezone.utc)
    datetime.utcnow()
    datetime.fromtimestamp(1)
    datetime.fromtimestamp(1, timezone.utc)
    datetime.today()
    """
    assert facts(text)["local_times"] == [2, 5, 7]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("params.get(f'max_{kind}_per_fetch')", True),
        ("params.get('max_' + kind)", True),
        ("params['max_%s_per_fetch' % kind]", True),
        ("params.get('max_{}_per_fetch'.format(kind))", True),
        ("params.get(f'{kind}_per_fetch')", True),
        ("log(f'{kind}')", False),
        ("log(f'for each fetch {kind} of max')", False),
        ("params.get(f'min_{kind}')", False),
        ("'%s' % kind", False),
        ("a % b", False),
    ],
)
def test_a_name_that_the_code_puts_together(code: str, found: bool) -> None:
    name = "max_alerts_per_fetch"
    assert facts(code, name)["strings"] == ([name] if found else [])

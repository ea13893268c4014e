"""Choose a plausible placeholder for a parameter without a value.

Real integrations parse their parameters long before the first request: they split URLs, decode keys and load
documents. A placeholder depends only on the parameter's type, name, label and tooltip, so it is the same in
every run. Every host in it is reserved for documentation.
"""

from __future__ import annotations

import re

from ...record.entries import CheckedJson, Json
from ..parameter import Parameter
from .credentials import credentials
from .placeholder_net import address
from .placeholder_rules import KEY, PASSWORD, PLAIN_RULES, RULES, ParameterTexts, example_in

_SLUG = "xfetch"
_SHORT_TEXT, _SINGLE_LINE_SECRET, _CREDENTIALS, _LONG_SECRET = 0, 4, 9, 14
_SECRET_TYPES = (_SINGLE_LINE_SECRET, _CREDENTIALS, _LONG_SECRET)
_BY_TYPE: dict[int, Json] = {8: False, 13: "Unclassified", 17: "indicatorType", 18: "good", 19: "1"}


def placeholder(parameter: Parameter) -> CheckedJson:
    """Return a placeholder value for a parameter, in the type that the server would pass to the
    integration.
    """
    kind = parameter.type
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    if kind == _CREDENTIALS:
        return _credentials(parameter)
    if kind == 15 and parameter.options:
        return parameter.options[0]
    if kind in (16, 24):
        return [parameter.options[0] if parameter.options else _text(_texts_of(parameter))]
    return _text(_texts_of(parameter))


def _credentials(parameter: Parameter) -> dict[str, Json]:
    """Return placeholder credentials, chosen by the labels of user name and password.

    A parameter with one label has that of the user name.
    """
    user = ParameterTexts(
        "", parameter.display, parameter.additional, secret=False, single_line=True
    )
    word = ParameterTexts(
        parameter.name if parameter.hidden_username else "",
        parameter.display_password or (parameter.display if parameter.hidden_username else ""),
        parameter.additional,
        secret=True,
        single_line=False,
    )
    identifier = "" if parameter.hidden_username else _identifier(user)
    return credentials(identifier, _text(word) if word.label else PASSWORD)


def _identifier(user: ParameterTexts) -> str:
    if re.search(r"^(?!.*\b(e?mail|id)\b).*\b(user ?names?|logins?)\b", user.label_words):
        return "xfetch-user"
    made = _text(user)
    return "xfetch-user" if made == _SLUG else made


def _texts_of(parameter: Parameter) -> ParameterTexts:
    return ParameterTexts(
        parameter.name,
        parameter.display,
        parameter.additional,
        secret=parameter.type in _SECRET_TYPES,
        single_line=parameter.type in (_SHORT_TEXT, _SINGLE_LINE_SECRET),
    )


def _text(texts: ParameterTexts) -> str:
    for pattern, made in RULES:
        if re.search(pattern, texts.words):
            return made if isinstance(made, str) else made(texts)
    if texts.secret:
        return PASSWORD if re.search(r"pass(word|phrase|wd)|\bpin\b", texts.words) else KEY
    return address(texts) or _plain(texts)


def _plain(texts: ParameterTexts) -> str:
    for pattern, made in PLAIN_RULES:
        if re.search(pattern, texts.words):
            return made
    return example_in(texts.label) or _SLUG

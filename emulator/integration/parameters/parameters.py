"""An instance's parameters: what the yml says, what the user gave, what had to be made up.

    build_params(manifest, given) -> Parameters

The order of precedence is that of the product's form: a given value, else the yml's default, else
unset; and where the form would not let the instance be saved (required, but empty) a placeholder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...errors import UsageError
from ...record.entries import CheckedJson, Json
from ..manifest import Manifest
from ..parameter import Parameter
from .credential_fields import given_fields, one_field
from .credentials import merged, secrets_of
from .given_secrets import SECRET_NAME
from .param_input import parse_assignment, read_params_file
from .param_names import undeclared
from .placeholders import placeholder
from .typed import CREDENTIALS, ENCRYPTED, as_text, default_of, typed, unset_value
from .wanted import is_secret, wanted


@dataclass(frozen=True)
class Parameters:
    """``values`` is what ``demisto.params()`` returns.

    ``filled`` names what was made up (``credentials.password``), ``placeholders`` are those values;
    ``secrets`` are the values that no output may show, ``unset_secrets`` the names of optional ones
    without a value.
    """

    values: dict[str, Json] = field(repr=False)
    filled: tuple[str, ...] = ()
    unset_secrets: tuple[str, ...] = ()
    secrets: tuple[str, ...] = field(default=(), repr=False)
    placeholders: tuple[str, ...] = ()


def build_params(
    manifest: Manifest,
    given: Mapping[str, Json],
    *,
    fill: str = "required",
    unset: str = "none",
    code_names: frozenset[str] = frozenset(),
    switch: str = "isFetch",
) -> Parameters:
    """The parameters of an instance.

    ``fill``: none, required, or secrets, as ``wanted`` says; what has no value gets a placeholder.
    ``unset``: what an optional text without a value reads, none or empty (assumed).
    ``code_names``: names that only the code knows. ``switch``: the parameter that is on since the server
    calls the instance.
    Raises UsageError for a wrong name, naming the nearest, and for a value the server would refuse.
    """
    declared = {parameter.name: parameter for parameter in manifest.parameters}
    for name, parameter in undeclared(manifest, given, code_names):
        declared[name] = parameter
    answers = _answers(declared, given)
    empty = "" if unset == "empty" else None
    answers.setdefault(switch, True)
    built = [_build(parameter, answers, fill, empty) for parameter in declared.values()]
    values = {item.name: item.value for item in built}
    values.setdefault(switch, True)
    return Parameters(
        values=values,
        filled=tuple(name for item in built for name in item.filled),
        unset_secrets=tuple(
            parameter.name
            for parameter, item in zip(declared.values(), built, strict=True)
            if is_secret(parameter) and not parameter.hidden and _is_unset(item.value)
        ),
        secrets=tuple(dict.fromkeys(text for item in built for text in item.secrets)),
        placeholders=tuple(dict.fromkeys(text for item in built for text in item.made)),
    )


@dataclass(frozen=True)
class _Built:
    name: str
    value: Json = field(repr=False)
    filled: tuple[str, ...] = ()
    secrets: tuple[str, ...] = field(default=(), repr=False)
    made: tuple[str, ...] = ()


def _answers(
    declared: Mapping[str, Parameter], given: Mapping[str, Json]
) -> dict[str, CheckedJson]:
    """What was given by parameter name, typed; of credentials the given fields only.

    Whole values come before single fields, so that ``credentials.password`` beats a file's mapping.
    """
    answers: dict[str, CheckedJson] = {}
    for name in sorted(given, key=lambda name: name not in declared):
        value = given[name]
        if name not in declared:
            base = max((one for one in declared if name.startswith(f"{one}.")), key=len)
            field = _field(declared[base], name[len(base) + 1 :], value)
            answers[base] = merged({"credentials": {}, **answers.get(base, {})}, field)
        elif value is not None:
            parameter = declared[name]
            fields = parameter.type == CREDENTIALS
            answers[name] = (given_fields if fields else typed)(parameter, value)
    return answers


def _field(parameter: Parameter, rest: str, value: Json) -> dict[str, Json]:
    where = f"parameter {parameter.name}.{rest}"
    if parameter.type != CREDENTIALS:
        raise UsageError("only credentials have fields; this is one value", where=where)
    return one_field(parameter.name, rest, "" if value is None else as_text(value, where))


def _build(
    parameter: Parameter, answers: Mapping[str, CheckedJson], fill: str, empty: Json
) -> _Built:
    name, asked_for = parameter.name, wanted(parameter, fill)
    if parameter.type == CREDENTIALS:
        return _build_credentials(parameter, answers.get(name, {}), asked_for)
    if name in answers:
        return _Built(name, answers[name], secrets=_secret_texts(parameter, answers[name], True))
    value = _not_given(parameter, empty)
    if asked_for and value in (None, "", []):
        made = placeholder(parameter)
        return _Built(name, made, (name,), made=tuple(made) if isinstance(made, list) else (made,))
    return _Built(name, value, secrets=_secret_texts(parameter, value, False))


def _not_given(parameter: Parameter, empty: Json) -> CheckedJson:
    return default_of(parameter) if parameter.has_default else unset_value(parameter, empty)


def _build_credentials(parameter: Parameter, given: Mapping[str, Json], asked_for: bool) -> _Built:
    """Fields that were given stay, even empty; the others are made up where that is wanted."""
    value = merged(_not_given(parameter, None), given)
    made: dict[str, str] = {}
    if asked_for:
        whole = placeholder(parameter)
        fields = ("password",) if parameter.hidden_username else ("identifier", "password")
        made = {
            field: whole[field]
            for field in fields
            if field not in given and not value.get(field) and whole[field]
        }
    return _Built(
        parameter.name,
        {**value, **made},
        filled=tuple(f"{parameter.name}.{field}" for field in made),
        secrets=secrets_of(given),
        made=tuple(made.values()),
    )


def _is_unset(value: Json) -> bool:
    if isinstance(value, dict):
        return not value.get("password")
    return not value


def _secret_texts(parameter: Parameter, value: Json, given: bool) -> tuple[str, ...]:
    """Encrypted parameters, and given texts whose name says that they are secret."""
    named = given and SECRET_NAME.search(parameter.name)
    if not (parameter.type in ENCRYPTED or named) or not isinstance(value, str):
        return ()
    return (value,) if value else ()


__all__ = ["Parameters", "build_params", "parse_assignment", "read_params_file"]

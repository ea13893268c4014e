"""Build an instance's parameters from the yml, the user's values and placeholders.

As in the platform's form the user's value comes first, then the yml's default, then no value. The form would
not save a required parameter without a value; here it gets a placeholder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...errors import UsageError
from ...record.entries import CheckedJson, Json
from ..manifest import Manifest
from ..parameter import CREDENTIALS, ENCRYPTED, Parameter
from .credentials import given_fields, merged, one_field, secrets_of
from .given_secrets import SECRET_NAME
from .param_input import parse_assignment, read_params_file
from .param_names import undeclared
from .placeholders import placeholder
from .typed import as_text, default_of, typed, unset_value
from .wanted import is_secret, wanted


@dataclass(frozen=True)
class Parameters:
    """The parameters of an instance; ``values`` is the result of ``demisto.params()``.

    ``filled`` names the parameters and fields that got a placeholder (``credentials.password``);
    ``placeholders`` are these values. ``secrets`` are the values that no output may show; ``unset_secrets``
    names the secret parameters without a value.
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
    """Build the parameters of an instance from the yml, the user's values and placeholders.

    ``fill`` says which parameters without a value get a placeholder: none, required or secrets (see
    ``wanted``). ``unset`` says what an optional text parameter without a value is: none (None) or empty
    (assumed). ``code_names`` are parameters that the code reads and the yml may lack. ``switch`` is the
    parameter that must be true for the server to call the instance.

    Raises UsageError for an unknown name, with the nearest known ones, and for a value that the server would
    refuse.
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
    """Return the user's values by parameter name, converted; of credentials only the fields that were given.

    Whole values come before single fields, so that ``credentials.password`` overrides ``credentials``.
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
        raise UsageError(
            "only credentials parameters have fields; this parameter has one value", where=where
        )
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
    """Return a credentials value: the given fields, even if empty, and placeholders for the others if
    wanted.
    """
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
    """Return a parameter's value if it is secret: encrypted, or with a name such as ``api_key``."""
    named = given and SECRET_NAME.search(parameter.name)
    if not (parameter.type in ENCRYPTED or named) or not isinstance(value, str):
        return ()
    return (value,) if value else ()


__all__ = ["Parameters", "build_params", "parse_assignment", "read_params_file"]

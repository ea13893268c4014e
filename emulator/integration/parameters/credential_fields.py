"""How users say the fields of a credentials parameter: as a mapping, as JSON, or one by one."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping

from ...errors import UsageError
from ...record.entries import Json
from ..parameter import Parameter
from .credentials import KEYS, VAULT_KEYS


def given_fields(parameter: Parameter, given: Json) -> dict[str, Json]:
    """The fields in a value for the whole parameter. Raises UsageError, which repeats no value."""
    where = f"parameter {parameter.name}"
    if isinstance(given, str) and given.lstrip().startswith("{"):
        try:
            given = json.loads(given)
        except ValueError as error:
            # The parser's message names a position, never the text, which may be the secret.
            raise UsageError(f"not JSON: {error}", where=where) from error
    if isinstance(given, Mapping):
        return _fields(given, where)
    if isinstance(given, str) and parameter.hidden_username:
        return {"password": given}
    raise UsageError(
        "credentials have two fields",
        where=where,
        advice=(f"--param {parameter.name}.identifier=…", f"--param {parameter.name}.password=…"),
    )


def _fields(given: Mapping[str, Json], where: str) -> dict[str, Json]:
    """The mapping with texts where the server has texts."""
    inner = given.get("credentials")
    if inner is not None and not isinstance(inner, Mapping):
        raise UsageError("its 'credentials' wants a mapping", where=where)
    fields = {key: _text(item) for key, item in given.items() if key != "credentials"}
    if inner is None:
        return fields
    return {**fields, "credentials": {key: _text(item) for key, item in inner.items()}}


def _text(item: Json) -> Json:
    if item is None:
        return ""
    return str(item) if isinstance(item, (int, float)) and not isinstance(item, bool) else item


def one_field(name: str, rest: str, text: str) -> dict[str, Json]:
    """The field that ``name.rest`` addresses (``password``, ``credentials.sshkey``), as a mapping.

    Raises UsageError naming the right ones.
    """
    if rest in KEYS[:2]:
        return {rest: text}
    match = re.fullmatch(r"credentials\.(\w+)", rest)
    if match and match.group(1) in VAULT_KEYS:
        return {"credentials": {match.group(1): text}}
    right = [*KEYS[:2], *(f"credentials.{key}" for key in VAULT_KEYS)]
    near = difflib.get_close_matches(rest, right, n=1)
    raise UsageError(
        f"credentials have no {rest!r}",
        where=f"parameter {name}.{rest}",
        advice=(
            *((f"did you mean {name}.{near[0]}?",) if near else ()),
            "fields: " + ", ".join(right),
        ),
    )

"""The value of a credentials parameter (type 9): its full form, and the short forms that users write."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping

from ...errors import UsageError
from ...record.entries import CheckedJson, Json
from ..parameter import Parameter

# The keys of the second level; `--param credentials.credentials.sshkey=…` addresses one of them.
VAULT_KEYS = ("id", "user", "password", "sshkey", "sshkeyPass")
# `credential` names the stored credentials that an instance uses; empty where it uses none.
KEYS = ("identifier", "password", "passwordChanged", "credential", "credentials")


def credentials(identifier: str = "", password: str = "") -> dict[str, Json]:
    """Return the full value of a credentials parameter, with empty texts for the fields that are not given.

    Its form was observed in production's code.
    """
    return {
        "identifier": identifier,
        "password": password,
        "passwordChanged": False,
        "credential": "",
        "credentials": dict.fromkeys(VAULT_KEYS, ""),
    }


def merged(value: Mapping[str, CheckedJson], given: Mapping[str, CheckedJson]) -> dict[str, Json]:
    """Return the value of a credentials parameter with the given fields replaced.

    The inner mapping ``credentials`` is merged key by key.
    """
    inner = {**value["credentials"], **(given.get("credentials") or {})}
    return {**value, **given, "credentials": inner}


def secrets_of(value: Mapping[str, CheckedJson]) -> tuple[str, ...]:
    """Return the texts in a credentials parameter that are secret: all of them except the vault's id.

    The platform encrypts the whole parameter.
    """
    inner = value.get("credentials") or {}
    vault = [item for key, item in inner.items() if key in VAULT_KEYS and key != "id"]
    texts = [value.get("identifier"), value.get("password"), *vault]
    return tuple(text for text in texts if isinstance(text, str) and text)


def given_fields(parameter: Parameter, given: Json) -> dict[str, Json]:
    """Return the fields of a credentials parameter that the user gave: as a mapping, as JSON, or (without a
    user name) as the password.

    Raises UsageError for any other value; the message does not contain the value.
    """
    where = f"parameter {parameter.name}"
    if isinstance(given, str) and given.lstrip().startswith("{"):
        try:
            given = json.loads(given)
        except ValueError as error:
            # The parser's message names a position, never the text, which may be the secret.
            raise UsageError(f"the parameter's value is not JSON: {error}", where=where) from error
    if isinstance(given, Mapping):
        return _fields(given, where)
    if isinstance(given, str) and parameter.hidden_username:
        return {"password": given}
    raise UsageError(
        "a credentials parameter has two fields, identifier and password: set them one by one",
        where=where,
        advice=(f"--param {parameter.name}.identifier=…", f"--param {parameter.name}.password=…"),
    )


def _fields(given: Mapping[str, Json], where: str) -> dict[str, Json]:
    """Return the fields of a credentials parameter with numbers and null converted to text, as on the
    server.
    """
    inner = given.get("credentials")
    if inner is not None and not isinstance(inner, Mapping):
        raise UsageError("the parameter's field 'credentials' must be a mapping", where=where)
    fields = {key: _text(item) for key, item in given.items() if key != "credentials"}
    if inner is None:
        return fields
    return {**fields, "credentials": {key: _text(item) for key, item in inner.items()}}


def _text(item: Json) -> Json:
    if item is None:
        return ""
    return str(item) if isinstance(item, (int, float)) and not isinstance(item, bool) else item


def one_field(name: str, rest: str, text: str) -> dict[str, Json]:
    """Return one field of a credentials parameter (``password``, ``credentials.sshkey``) as a mapping.

    Raises UsageError for an unknown field; the message lists the known ones.
    """
    if rest in KEYS[:2]:
        return {rest: text}
    match = re.fullmatch(r"credentials\.(\w+)", rest)
    if match and match.group(1) in VAULT_KEYS:
        return {"credentials": {match.group(1): text}}
    right = [*KEYS[:2], *(f"credentials.{key}" for key in VAULT_KEYS)]
    near = difflib.get_close_matches(rest, right, n=1)
    raise UsageError(
        f"a credentials parameter has no field {rest!r}",
        where=f"parameter {name}.{rest}",
        advice=(
            *((f"did you mean {name}.{near[0]}?",) if near else ()),
            "fields: " + ", ".join(right),
        ),
    )

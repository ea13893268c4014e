"""Reads conditions as objects: ``[{"field": "created", "operator": "gte", "value": 1704067200}]``."""

from __future__ import annotations

import json
from typing import Any

from .term import All, AnyOf, Expression, Negated, Term

_FIELD = (
    "field",
    "fieldname",
    "field_name",
    "name",
    "key",
    "property",
    "attribute",
    "column",
    "left",
)
_OP = ("operator", "op", "comparison", "condition", "type", "operation")
_VALUE = ("value", "values", "val", "right", "operand")
_OPS = {
    "": "eq", "=": "eq", "==": "eq", "eq": "eq", "equals": "eq", "equal": "eq", "is": "eq",
    "equalto": "eq",
    "!=": "ne", "<>": "ne", "ne": "ne", "neq": "ne", "notequals": "ne", "notequal": "ne", "isnot": "ne",
    ">": "gt", "gt": "gt", "greaterthan": "gt", "greater": "gt", "after": "gt",
    ">=": "ge", "ge": "ge", "gte": "ge", "greaterorequal": "ge", "greaterthanorequal": "ge",
    "greaterthanorequals": "ge", "greaterthanorequalto": "ge", "from": "ge", "since": "ge",
    "<": "lt", "lt": "lt", "lessthan": "lt", "less": "lt", "before": "lt",
    "<=": "le", "le": "le", "lte": "le", "lessorequal": "le", "lessthanorequal": "le",
    "lessthanorequals": "le", "lessthanorequalto": "le", "to": "le", "until": "le",
    "in": "in", "anyof": "in", "oneof": "in", "isoneof": "in",
    "notin": "not_in", "nin": "not_in", "noneof": "not_in",
    "contains": "contains", "like": "like", "exists": "exists",
}  # fmt: skip


def read(value: Any) -> Expression:
    """Read a list of conditions, an object with and/or/not, or the JSON text of either.

    Raises ValueError for anything else.
    """
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"{value[:60]!r} is no JSON list of conditions") from error
    if isinstance(value, list):
        return All(tuple(read(item) for item in value))
    if not isinstance(value, dict):
        raise ValueError(f"{str(value)[:60]!r} is no condition")
    lower = {str(key).lower().lstrip("$"): inner for key, inner in value.items()}
    for word, joined in (("and", All), ("or", AnyOf)):
        if isinstance(lower.get(word), list):
            return joined(tuple(read(item) for item in lower[word]))
    if "not" in lower:
        return Negated(read(lower["not"]))
    return _term(lower)


def _term(lower: dict[str, Any]) -> Expression:
    field = next((lower[key] for key in _FIELD if isinstance(lower.get(key), str)), None)
    if field is None:
        raise ValueError(f"a condition names no field (one of {', '.join(_FIELD)})")
    value = next((lower[key] for key in _VALUE if key in lower), None)
    written = str(next((lower[key] for key in _OP if key in lower), ""))
    op = _OPS.get(written.lower().replace("_", "").replace(" ", ""))
    if op is None:
        raise ValueError(f"{written[:60]!r} is no operator of a condition")
    if op in ("in", "not_in"):
        return Term(field, op, tuple(value) if isinstance(value, list) else (value,))
    if isinstance(value, list) and op == "eq":
        return Term(field, "in", tuple(value))
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return Term(field, op, value)

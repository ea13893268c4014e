"""Parse query conditions that are JSON: ``[{"field": "created", "operator": "gte", "value": 17040672}]``."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ....record.entries import Json
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


def read(value: Json) -> Expression:
    """Parse a condition, a list (all must hold), an object with and, or, or not, or the JSON text of one of
    these.

    Raises ValueError for anything else.
    """
    if isinstance(value, str):
        text = value
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"the query {text[:60]!r} is not a JSON list of conditions") from error
    if isinstance(value, list):
        return All(tuple(map(read, value)))
    if not isinstance(value, dict):
        raise ValueError(f"{str(value)[:60]!r} is not a condition of a query")
    lower = {str(key).lower().lstrip("$"): inner for key, inner in value.items()}
    if isinstance(parts := lower.get("and"), list):
        return All(tuple(map(read, parts)))
    if isinstance(parts := lower.get("or"), list):
        return AnyOf(tuple(map(read, parts)))
    return Negated(read(lower["not"])) if "not" in lower else _term(lower)


def _term(lower: Mapping[str, Json]) -> Expression:
    fields = [field for key in _FIELD if isinstance(field := lower.get(key), str)]
    if not fields:
        raise ValueError(f"a condition of the query names no field (one of {', '.join(_FIELD)})")
    value = next((lower[key] for key in _VALUE if key in lower), None)
    written = str(next((lower[key] for key in _OP if key in lower), ""))
    op = _OPS.get(written.lower().replace("_", "").replace(" ", ""))
    if op is None:
        raise ValueError(f"{written[:60]!r} is not an operator of a condition in a query")
    if isinstance(value, list) and op == "eq":
        op = "in"
    if op in ("in", "not_in"):
        return Term(fields[0], op, value if isinstance(value, list) else [value])
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return Term(fields[0], op, value)

"""Extract facts from an integration's source text, as JSON values that rules read."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from ..record.entries import Json

_OFF = re.compile(r"#\s*xfetch:\s*off\b\s*((?:XF\d{3}[\s,]*)*)")
# By function that returns local time, the most arguments with which it still does.
_LOCAL_TIMES = {
    "now": 0, "today": 0, "fromtimestamp": 1, "mktime": 1, "localtime": 1, "timestamp": 0
}  # fmt: skip


# Remembered: the supervisor reads the code while the child process works, and judges afterwards.
# Stands for the part of a name that the code puts in, and how many characters of a name must be fixed.
_ANY_PART, _FEWEST_FIXED = "\0", 3


@lru_cache(maxsize=1)
def code_facts(text: str, parameter_names: tuple[str, ...]) -> Mapping[str, Json]:
    """Parse an integration's source text and return facts about it that rules read.

    - ``params_read``: for each parameter that the code reads by name, the first line that reads it;
    - ``strings``: those of ``parameter_names`` that are string constants in the code, or that the code may
      put together: ``f"max_{kind}"``, ``"max_" + kind``, ``"max_%s" % kind``, ``"max_{}".format(kind)``;
    - ``off``: by line number, the rules that a comment ``# xfetch: off`` switches off there, ``*`` for all;
    - ``local_times``: the lines that ask for the local time.
    """
    tree = ast.parse(text)
    constants = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    made = [pattern for node in ast.walk(tree) if (pattern := _made_name(node)) is not None]
    read: dict[str, int] = {}
    for name, line in sorted(_params_read(tree), key=lambda item: item[1]):
        read.setdefault(name, line)
    return {
        "params_read": read,
        "strings": sorted(
            name
            for name in parameter_names
            if _mentioned(name, constants) or any(one.fullmatch(name) for one in made)
        ),
        "off": dict(_switched_off(text)),
        "local_times": sorted(_local_times(tree)),
    }


def _made_name(node: ast.AST) -> re.Pattern[str] | None:
    """Return a pattern of the names that an expression may put together; None for one that makes no name."""
    parts: list[str] = []
    if isinstance(node, ast.JoinedStr):
        parts = [_text(one) or _ANY_PART for one in node.values]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        ends = (node.left, node.right)
        parts = [_text(one) or _ANY_PART for one in ends] if any(map(_text, ends)) else []
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        parts = _cut_at(_text(node.left), "%s")
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        parts = _cut_at(_text(node.func.value), "{}") if node.func.attr == "format" else []
    fixed = "".join(one for one in parts if one != _ANY_PART)
    if len(parts) < 2 or len(fixed) < _FEWEST_FIXED or not re.fullmatch(r"[\w.-]+", fixed):
        return None
    return re.compile("".join(r".+" if one == _ANY_PART else re.escape(one) for one in parts))


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _cut_at(text: str, mark: str) -> list[str]:
    """Return the pieces of a text around its marks, with a wildcard for each mark."""
    pieces = text.split(mark)
    found = [one for piece in pieces for one in (piece, _ANY_PART)][:-1]
    return [one for one in found if one]


def _mentioned(name: str, constants: Collection[str]) -> bool:
    return name in constants or any(text.startswith(f"{name}.") for text in constants)


def _switched_off(text: str) -> Iterator[tuple[str, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        found = _OFF.search(line) if "xfetch" in line else None
        if found is not None:
            yield str(number), re.findall(r"XF\d{3}", found[1]) or ["*"]


def _local_times(tree: ast.AST) -> Iterator[int]:
    """Yield the lines with calls such as ``now()``, ``today()``, ``fromtimestamp(t)`` without a time zone."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        given = len(node.args) + len(node.keywords)
        owner = ast.unparse(node.func.value)
        plain = node.func.attr != "timestamp" or "utcnow" in owner or "strptime" in owner
        if node.func.attr in _LOCAL_TIMES and given <= _LOCAL_TIMES[node.func.attr] and plain:
            yield node.lineno


def _params_read(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield name and line for each place where the code reads a parameter: ``demisto.params().get('x')``.

    A variable that holds the result of ``demisto.params()`` counts too. A variable called params that holds
    another dictionary does not.
    """
    shared = _holders(tree)
    scopes = [node for node in ast.walk(tree) if isinstance(node, _FUNCTIONS)]
    held = {scope: _holders(scope) for scope in scopes}
    known = {scope: (shared - (_bound(scope) - own)) | own for scope, own in held.items()}
    for _ in range(_MOST_CALLS_DEEP):
        if not _pass_on(tree, shared, known):
            break
    yield from _reads(tree, shared)
    for scope, holders in known.items():
        yield from _reads(scope, holders)


def _pass_on(tree: ast.AST, shared: set[str], known: Mapping[_Function, set[str]]) -> bool:
    """Find further arguments that hold the parameters: those for which every call of their function gives the
    parameters. Add them to ``known``; return whether there were any.

    ``known`` maps each function to the names that hold the parameters in it; ``shared`` are those names
    outside of functions.
    """
    calls: dict[str, list[tuple[ast.Call, set[str]]]] = {}
    for scope, holders in ((tree, shared), *known.items()):
        for node in _within(scope):
            if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                calls.setdefault(name, []).append((node, holders))
    made = {
        method: node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, _FUNCTIONS) and method.name == "__init__"
    }
    found = False
    for scope, holders in known.items():
        arguments = [one.arg for one in scope.args.args]
        if arguments[:1] in (["self"], ["cls"]):
            arguments = arguments[1:]
        for place, argument in enumerate(arguments):
            given = [
                _given(call, place, argument, outer)
                for call, outer in calls.get(made.get(scope, scope.name), ())
            ]
            if given and all(given) and argument not in holders:
                holders.add(argument)
                found = True
    return found


def _given(call: ast.Call, place: int, argument: str, holders: Collection[str]) -> bool:
    """Whether a call passes the parameters as this argument. ``place`` is its position, ``holders`` are the
    names that hold the parameters where the call stands.
    """
    named = [one.value for one in call.keywords if one.arg == argument]
    values = [*named, *call.args[place : place + 1]]
    return bool(values) and _is_params(values[0], holders)


_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Through how many calls the parameters are followed.
_MOST_CALLS_DEEP = 4


def _within(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield the syntax nodes in a function or module, without those of the functions defined in it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, _FUNCTIONS):
            yield child
            yield from _within(child)


def _holders(scope: ast.AST) -> set[str]:
    """Return the names of the variables in a function or module that hold the result of
    ``demisto.params()``.
    """
    found = set()
    for node in _within(scope):
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if _is_params_call(node.value):
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def _bound(scope: ast.AST) -> set[str]:
    """Return the local names of a function or module: its arguments and the names that it assigns."""
    names = {node.arg for node in ast.walk(scope) if isinstance(node, ast.arg)}
    for node in _within(scope):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


def _reads(scope: ast.AST, holders: Collection[str]) -> Iterator[tuple[str, int]]:
    for node in _within(scope):
        key: ast.expr | None = None
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            key = node.slice if _is_params(node.value, holders) else None
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            getter = node.func.attr == "get" and _is_params(node.func.value, holders)
            asked = node.func.attr == "getParam" and _is_demisto(node.func.value)
            key = node.args[0] if getter or asked else None
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, key.lineno


def _is_params(node: ast.expr, holders: Collection[str]) -> bool:
    return _is_params_call(node) or (isinstance(node, ast.Name) and node.id in holders)


def _is_params_call(node: ast.expr) -> bool:
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return called and node.func.attr == "params" and _is_demisto(node.func.value)  # type: ignore[attr-defined]


def _is_demisto(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "demisto"

"""Find the values of constants in a Python module without running it: literals, names, files of test data."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from ...record.entries import CheckedJson
from ..code_reading.value import UNKNOWN

_LARGEST_FILE_BYTES = 2_000_000
_DEEPEST = 60
_SAME = frozenset(("deepcopy", "copy", "dict", "list", "encode", "decode", "strip", "dedent"))
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Evaluate = Callable[[ast.expr, "Names", int], CheckedJson]


class NotConstant(Exception):
    """The value of an expression is known only when the code runs."""


class Names:
    """The names in a scope of a Python module: what was assigned to each, its functions, its imports."""

    def __init__(self, body: list[ast.stmt], outer: Names | None = None) -> None:
        self._outer = outer
        self._assigned: dict[str, list[ast.expr]] = {}
        self.functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
        self.imported: dict[str, tuple[str, str]] = {}
        for one in body:
            self._take(one)

    def _take(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self._assigned.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.AnnAssign) and node.value and isinstance(node.target, ast.Name):
            self._assigned.setdefault(node.target.id, []).append(node.value)
        elif isinstance(node, _FUNCTIONS):
            self.functions[node.name] = node
        elif isinstance(node, ast.ImportFrom):
            for one in node.names:
                self.imported[one.asname or one.name] = (node.module or "", one.name)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                if isinstance(item.optional_vars, ast.Name):
                    self._assigned.setdefault(item.optional_vars.id, []).append(item.context_expr)
            for inner in node.body:
                self._take(inner)

    def assigned(self, name: str, line: int) -> tuple[ast.expr, Names] | None:
        """Return the last expression that is assigned to a name on or before a line, and the scope of this
        assignment.

        If this scope has none, search the outer scopes. In the module, take the last assignment anywhere if
        none stands before the line. Return None if no scope assigns the name.
        """
        found = [one for one in self._assigned.get(name, ()) if one.lineno <= line]
        if found:
            return found[-1], self
        return self._outer.assigned(name, line) if self._outer else self._first(name)

    def _first(self, name: str) -> tuple[ast.expr, Names] | None:
        # A function may use what the module assigns further down.
        found = self._assigned.get(name)
        return (found[-1], self) if found else None

    def function(self, name: str) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, Names] | None:
        if name in self.functions:
            return self.functions[name], self
        return self._outer.function(name) if self._outer else None

    def origin(self, name: str) -> tuple[str, str] | None:
        """Return the module from which a name was imported, and its name in that module; None for other
        names.
        """
        found = self.imported.get(name)
        return found or (self._outer.origin(name) if self._outer else None)


class Literals:
    """Finds the values of expressions in the modules below one folder.

    ``read_last`` is the file of test data that was read last: the source of the last value.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._documents: dict[Path, CheckedJson] = {}
        self._modules: dict[str, Names | None] = {}
        self._names: dict[str, list[Path]] | None = None
        self.read_last = ""
        # The expressions whose values are being found: the value of none of them depends on itself.
        self._begun: set[ast.expr] = set()

    def value(self, node: ast.expr, names: Names, depth: int = 0) -> CheckedJson:
        """Return the value of an expression. Raises NotConstant where it is known only at run time."""
        if depth > _DEEPEST or node in self._begun:
            raise NotConstant
        evaluate: Evaluate | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        if evaluate is None:
            raise NotConstant
        self._begun.add(node)
        try:
            return evaluate(node, names, depth + 1)
        finally:
            self._begun.remove(node)

    def text(self, node: ast.expr, names: Names, depth: int = 0) -> str:
        """Return an expression's text, with UNKNOWN for each part that is known only at run time."""
        try:
            found = self.value(node, names, depth)
        except NotConstant:
            return UNKNOWN
        return found if isinstance(found, str) else UNKNOWN

    def _constant(self, node: ast.Constant, names: Names, depth: int) -> CheckedJson:
        if isinstance(node.value, bytes):
            return node.value.decode("utf-8", "replace")
        if node.value is None or isinstance(node.value, (str, int, float, bool)):
            return node.value
        raise NotConstant

    def _dict(self, node: ast.Dict, names: Names, depth: int) -> CheckedJson:
        found: dict[str, CheckedJson] = {}
        for key, inner in zip(node.keys, node.values, strict=True):
            if key is None:
                spread = self.value(inner, names, depth)
                found.update(spread if isinstance(spread, Mapping) else {})
                continue
            name = self.value(key, names, depth)
            if isinstance(name, (str, int, float, bool)):
                found[str(name)] = self._part(inner, names, depth)
        return found

    def _part(self, node: ast.expr, names: Names, depth: int) -> CheckedJson:
        """Return a value inside a literal; None if it is unknown until the code runs. The literal's other
        values are still of use.
        """
        try:
            return self.value(node, names, depth)
        except NotConstant:
            return None

    def _list(self, node: ast.List, names: Names, depth: int) -> CheckedJson:
        return [
            self._part(one, names, depth) for one in node.elts if not isinstance(one, ast.Starred)
        ]

    _tuple = _list
    _set = _list

    def _name(self, node: ast.Name, names: Names, depth: int) -> CheckedJson:
        found = names.assigned(node.id, getattr(node, "lineno", 0))
        if found is not None and found[0] in self._begun:
            # The name stands in its own assignment, as in `url = url + path`.
            found = names.assigned(node.id, found[0].lineno - 1)
        if found is not None:
            return self.value(found[0], found[1], depth)
        origin = names.origin(node.id)
        if origin is None:
            raise NotConstant
        module = self._module(origin[0])
        inner = module.assigned(origin[1], 10**9) if module is not None else None
        if module is None or inner is None:
            raise NotConstant
        return self.value(inner[0], inner[1], depth)

    def _attribute(self, node: ast.Attribute, names: Names, depth: int) -> CheckedJson:
        # A constant of a module of test data, such as test_data.INCIDENTS.
        base = node.value
        if isinstance(base, ast.Name):
            origin = names.origin(base.id)
            module = self._module(f"{origin[0]}.{origin[1]}" if origin else base.id)
            inner = module.assigned(node.attr, 10**9) if module is not None else None
            if inner is not None:
                return self.value(inner[0], inner[1], depth)
        raise NotConstant

    def _subscript(self, node: ast.Subscript, names: Names, depth: int) -> CheckedJson:
        of, key = self.value(node.value, names, depth), self.value(node.slice, names, depth)
        try:
            return of[key]
        except (LookupError, TypeError) as error:
            raise NotConstant from error

    def _unaryop(self, node: ast.UnaryOp, names: Names, depth: int) -> CheckedJson:
        found = self.value(node.operand, names, depth)
        if isinstance(node.op, ast.USub) and isinstance(found, (int, float)):
            return -found
        raise NotConstant

    def _joinedstr(self, node: ast.JoinedStr, names: Names, depth: int) -> CheckedJson:
        return "".join(
            self.text(one.value if isinstance(one, ast.FormattedValue) else one, names, depth)
            for one in node.values
        )

    def _binop(self, node: ast.BinOp, names: Names, depth: int) -> CheckedJson:
        if isinstance(node.op, ast.Mod):
            return re.sub(r"%[sdr]", UNKNOWN, self.text(node.left, names, depth))
        if not isinstance(node.op, ast.Add):
            raise NotConstant
        try:
            left, right = self.value(node.left, names, depth), self.value(node.right, names, depth)
        except NotConstant:
            return self.text(node.left, names, depth) + self.text(node.right, names, depth)
        if isinstance(left, str) is isinstance(right, str) and isinstance(left, (str, list)):
            return left + right
        raise NotConstant

    def _call(self, node: ast.Call, names: Names, depth: int) -> CheckedJson:
        name = called(node)
        of = node.func.value if isinstance(node.func, ast.Attribute) else None
        if name == "loads" and node.args:
            return _parsed(self.value(node.args[0], names, depth))
        if name in ("dumps", "Response", "MockResponse") and node.args:
            return self.value(node.args[0], names, depth)
        if name == "format" and of is not None:
            return re.sub(r"\{[^{}]*\}", UNKNOWN, self.text(of, names, depth))
        if name in _SAME:
            inner = node.args[0] if node.args else of
            if inner is not None:
                return self.value(inner, names, depth)
        if name == "get" and of is not None and node.args:
            return self._subscript(
                ast.copy_location(ast.Subscript(of, node.args[0], ast.Load()), node), names, depth
            )
        if re.search("load|json|open|read|file|data|response|mock", name, re.I):
            document = self._document(node, names)
            if document is not None:
                return document
        function = names.function(name)
        if function is not None and not node.keywords:
            return self._returned(*function, depth)
        arguments = [*node.args, *(one.value for one in node.keywords)]
        # The double of an answer: MockedAnswer({…}, 200).
        for one in arguments if re.search("mock|response|answer", name, re.I) else ():
            found = self._part(one, names, depth)
            if isinstance(found, (Mapping, list)):
                return found
        raise NotConstant

    def _returned(
        self, function: ast.FunctionDef | ast.AsyncFunctionDef, names: Names, depth: int
    ) -> CheckedJson:
        inner = Names(function.body, names)
        returns = [one for one in ast.walk(function) if isinstance(one, ast.Return) and one.value]
        for one in returns:
            assert one.value is not None
            try:
                return self.value(one.value, inner, depth)
            except NotConstant:
                continue
        raise NotConstant

    def _document(self, node: ast.Call, names: Names) -> CheckedJson:
        """Return the content of the file of test data that a call names in its arguments; None without
        one.
        """
        for one in ast.walk(node):
            if not isinstance(one, (ast.Constant, ast.Name, ast.JoinedStr, ast.BinOp)):
                continue
            text = (
                self.text(one, names) if not isinstance(one, ast.Name) else self._path(one, names)
            )
            if UNKNOWN in text or len(text) > 200 or not re.search(r"\w", text):
                continue
            path = self._file(text)
            if path is not None:
                return self.document(path)
        return None

    def _path(self, node: ast.Name, names: Names) -> str:
        found = names.assigned(node.id, node.lineno)
        plain = found is not None and isinstance(found[0], (ast.Constant, ast.JoinedStr, ast.BinOp))
        return self.text(found[0], found[1]) if found and plain else ""

    def _file(self, text: str) -> Path | None:
        """Return the file of test data to which a text refers, by path or by name; None without one."""
        if self._names is None:
            self._names = {}
            for path in json_files(self.folder):
                for name in (path.name, path.stem):
                    self._names.setdefault(name, []).append(path)
        parts = Path(text).parts
        found = self._names.get(parts[-1], []) if parts else []
        if not found or (len(found) > 1 and len(parts) < 2):
            return found[0] if found else None
        return max(found, key=lambda path: _common_end(path.parts, parts))

    def document(self, path: Path) -> CheckedJson:
        """Return the content of a JSON file; None for a file that is too large or cannot be read."""
        if path not in self._documents:
            self._documents[path] = None
            try:
                if path.stat().st_size <= _LARGEST_FILE_BYTES:
                    self._documents[path] = json.loads(path.read_text(encoding="utf-8-sig"))
            except (OSError, ValueError, RecursionError):
                pass
        self.read_last = path.relative_to(self.folder).as_posix()
        return self._documents[path]

    def _module(self, name: str) -> Names | None:
        """Return the Names of a Python module of test data; None for any other module."""
        if name not in self._modules:
            parts = [part for part in name.split(".") if part]
            path = self.folder.joinpath(*parts).with_suffix(".py") if parts else self.folder
            tree = parsed_file(path) if "test_data" in parts[:-1] else None
            self._modules[name] = Names(tree.body) if tree is not None else None
        return self._modules[name]


def called(node: ast.Call) -> str:
    """Return the name of the function or method that a call calls, without the object."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def json_files(folder: Path) -> tuple[Path, ...]:
    """Return the JSON files in the folder's test data, in the order of their paths."""
    found = (folder / "test_data").glob("**/*")
    return tuple(sorted(path for path in found if path.suffix in (".json", ".resmock", ".mock")))


def parsed_file(path: Path) -> ast.Module | None:
    """Parse a Python file; None if it is missing, too large, or cannot be parsed by this Python."""
    try:
        if path.stat().st_size > _LARGEST_FILE_BYTES:
            return None
        return ast.parse(path.read_text(encoding="utf-8-sig"))
    except (OSError, SyntaxError, ValueError, RecursionError):
        return None


def _parsed(value: CheckedJson) -> CheckedJson:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise NotConstant from error


def _common_end(path: tuple[str, ...], parts: tuple[str, ...]) -> int:
    pairs = zip(reversed(path), reversed(parts), strict=False)
    return next(
        (number for number, (a, b) in enumerate(pairs) if a != b), min(len(path), len(parts))
    )

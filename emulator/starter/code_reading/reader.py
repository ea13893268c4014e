"""Reads an integration's code, from its start to its fetch command, for the answers that it awaits."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .expressions import Expressions, OutOfSteps, Scope, keywords_of, name_of
from .known_calls import (
    ASKS,
    EPOCHS,
    NUMBERS,
    SAME,
    SAME_METHOD,
    SESSIONS,
    TEXT_METHODS,
    TIMES,
    VERBS,
)
from .value import MAPPING, NUMBER, TEXT, TIME, UNKNOWN, Awaited, Value

_DEEPEST = 25
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def awaited_in(
    text: str, command: str, module: Callable[[str], str] = lambda name: ""
) -> tuple[Awaited, ...]:
    """Return the answers that the code awaits when the platform calls ``command``, in the order it asks.

    ``module`` returns the code of an imported module, empty for one that is not to be read. Return an empty
    tuple for code that cannot be parsed.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return ()
    reader = Reader(command, module)
    reader.read(tree)
    return tuple(reader.awaited)


@dataclass
class _Frame:
    """A call of a function of the file: its name, and what its returns gave so far."""

    name: str
    returned: list[Value] = field(default_factory=list)


class Reader(Expressions):
    """Follows the code as it would run for one command, both branches of each unknown condition.

    ``awaited`` are the answers of the product that it found.
    """

    def __init__(self, command: str, module: Callable[[str], str]) -> None:
        super().__init__()
        self.command = command
        self._module = module
        self._foreign = False
        self.awaited: list[Awaited] = []
        self._frames: list[_Frame] = [_Frame("")]

    def read(self, tree: ast.Module) -> None:
        try:
            self._run(tree.body, self.globals)
            main = self.globals.get("main")
            if main is not None and main.function is not None and not self.awaited:
                self._call_function(main, [], {}, self.globals)
        except (OutOfSteps, RecursionError):
            # What was found until here is still true.
            return

    def _run(self, body: Sequence[ast.stmt], scope: Scope) -> bool:
        """Run statements; return whether they end the function."""
        return any(self._statement(one, scope) for one in body)

    def _statement(self, node: ast.stmt, scope: Scope) -> bool:
        if isinstance(node, _FUNCTIONS):
            scope[node.name] = Value(function=node)
        elif isinstance(node, ast.ClassDef):
            scope[node.name] = Value(kind=node, foreign=self._foreign)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for one in node.names:
                self._import(one.name if isinstance(node, ast.Import) else node.module or "")
                module = "demisto" if one.name == "demistomock" else one.name
                scope.setdefault(one.asname or one.name, Value(module=module))
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            value = self.value(node.value, scope)
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                self.bind(target, value, scope)
        elif isinstance(node, ast.AugAssign):
            old, new = self.value(node.target, scope), self.value(node.value, scope)
            if new.is_read or new.text is not None:
                added = old.text is not None and new.text is not None
                joined = Value(text=f"{old.text}{new.text}") if added else self.either(old, new)
                self.bind(node.target, joined, scope)
        elif isinstance(node, ast.Return):
            self._frames[-1].returned.append(self.value(node.value, scope))
            return True
        elif isinstance(node, (ast.Raise, ast.Continue, ast.Break)):
            return True
        elif isinstance(node, ast.Expr):
            self.value(node.value, scope)
        elif isinstance(node, ast.If):
            return self._if(node, scope)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self.bind_item(node.target, node.iter, scope)
            self._run(node.body, scope)
        elif isinstance(node, ast.While):
            self.truth(node.test, scope)
            self._run(node.body, scope)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                value = self.value(item.context_expr, scope)
                if item.optional_vars is not None:
                    self.bind(item.optional_vars, value, scope)
            return self._run(node.body, scope)
        elif isinstance(node, ast.Try):
            ended = self._run(node.body, scope)
            return self._run([*([] if ended else node.orelse), *node.finalbody], scope) or ended
        return False

    def _import(self, name: str) -> None:
        """Read the definitions of an imported module of the content repository."""
        text = self._module(name)
        if not text or self._foreign:
            return
        self._foreign = True
        try:
            self._run(ast.parse(text).body, self.globals)
        except (SyntaxError, ValueError):
            pass
        finally:
            self._foreign = False

    def _if(self, node: ast.If, scope: Scope) -> bool:
        known = self.truth(node.test, scope)
        if known is not None:
            return self._run(node.body if known else node.orelse, scope)
        other = dict(scope)
        first, second = self._run(node.body, scope), self._run(node.orelse, other)
        for name, value in other.items():
            mine = scope.get(name)
            if first or mine is None:
                scope[name] = value
            elif mine is not value and not second:
                scope[name] = self.either(mine, value)
        return first and second

    # Calls

    def call(self, node: ast.Call, scope: Scope) -> Value:
        name = name_of(node.func)
        of = self.value(node.func.value, scope) if isinstance(node.func, ast.Attribute) else None
        arguments = [self.value(one, scope) for one in node.args]
        named = {key: self.value(one, scope) for key, one in keywords_of(node)}
        if of is None or of.module:
            known = self.value(node.func, scope)
            if known.function is not None or known.kind is not None:
                return self._call_function(known, arguments, named, scope)
            return self._outside(node, name, of, arguments, named, scope)
        if name in ASKS and of.foreign:
            return self._asks(node, arguments, named)
        method = of.attributes.get(name) or self._method(of, name)
        if method is not None and (method.function is not None or method.kind is not None):
            return self._call_function(method, arguments, named, scope)
        return self._method_call(node, name, of, arguments, named, scope)

    def _method_call(
        self,
        node: ast.Call,
        name: str,
        of: Value,
        arguments: list[Value],
        named: dict[str, Value],
        scope: Scope,
    ) -> Value:
        """Evaluate a call of a method that no class of the file has."""
        first = arguments[0] if arguments else Value()
        key = first.text
        if name in ASKS or (name in VERBS and "session" in of.uses):
            return self._asks(node, arguments, named)
        if name in ("get", "pop", "setdefault") and key is not None and UNKNOWN not in key:
            return of.key(key)
        if name == "append" and first is not of:
            of.items = first if of.items is None else self.either(of.items, first)
        elif name == "extend" and first.is_read and of.items is None:
            of.items = first.items
        elif name == "update":
            for inner, value in first.keys.items():
                of.keys.setdefault(inner, value)
        elif name == "format" and of.text is not None:
            return Value(text=_formatted(of.text))
        elif name == "join":
            return Value(text=UNKNOWN)
        elif name in ("sort", "items", "values"):
            self._key_function(named, of, scope)
            if name == "values":
                return Value(items=next(iter(of.keys.values()), Value()))
            if name == "items":
                of.use(MAPPING)
        elif name in SAME_METHOD:
            if name in TEXT_METHODS and not of.answer and not of.is_read:
                of.use(TEXT)
            return of
        elif name in TEXT_METHODS and not of.is_read:
            of.use(TEXT)
            return Value(items=of)
        elif name == "get" and not of.module:
            return next(iter(of.keys.values()), Value())
        return Value()

    def _outside(
        self,
        node: ast.Call,
        name: str,
        of: Value | None,
        arguments: list[Value],
        named: dict[str, Value],
        scope: Scope,
    ) -> Value:
        """Evaluate a call of a function that is not in the file."""
        first = arguments[0] if arguments else Value()
        module = of.module if of is not None else ""
        if module == "demisto" and name == "command":
            return Value(text=self.command)
        if name in SESSIONS and module.partition(".")[0] in (
            "requests",
            "httpx",
            "requests_oauthlib",
        ):
            return Value(uses={"session": None})
        if (name in VERBS and module in ("requests", "httpx")) or name in ASKS:
            return self._asks(node, arguments, named)
        if module == "demisto":
            return Value()
        if name in ("strptime",) and len(arguments) > 1:
            pattern = arguments[1].text
            first.use(f"{TIME} {pattern}" if pattern and UNKNOWN not in pattern else TIME)
        elif name in EPOCHS:
            first.use(f"{TIME} {EPOCHS[name]}")
        elif name in TIMES and not first.is_read and first.text is None:
            first.use(TIME)
        elif name in NUMBERS and not first.is_read:
            first.use(NUMBER)
            return first
        elif name == "len" and not first.keys and TEXT not in first.uses and first.text is None:
            if not first.uses:
                first.items = first.item
        elif name in ("max", "min", "next", "iter"):
            self._key_function(named, first, scope)
            return first.item if len(arguments) == 1 and first.items else first
        elif name == "dict_safe_get" and len(arguments) > 1:
            return self._path(first, node.args[1], scope)
        elif name == "urljoin" or name == "join":
            return Value(text="/".join(one.text or UNKNOWN for one in arguments))
        elif name in ("map", "filter") and len(arguments) > 1:
            given = self._call_function(arguments[0], [arguments[1].item], {}, scope)
            return Value(items=given) if name == "map" else arguments[1]
        elif name == "assign_params":
            return Value(keys=named)
        elif name in SAME and arguments:
            self._key_function(named, first, scope)
            return first
        elif name == "dict" and named:
            return Value(keys=named)
        elif name == "isinstance" and len(arguments) > 1 and name_of(node.args[1]) == "list":
            pass
        return Value()

    def _path(self, of: Value, path: ast.expr, scope: Scope) -> Value:
        for one in getattr(path, "elts", []):
            key = self.value(one, scope).text
            of = of.key(key) if key else of.item
        return of

    def _key_function(self, named: dict[str, Value], of: Value, scope: Scope) -> None:
        key = named.get("key")
        if key is not None and key.function is not None:
            self._call_function(key, [of.item], {}, scope)

    def _asks(self, node: ast.Call, arguments: list[Value], named: dict[str, Value]) -> Value:
        texts = [one.text for one in (*arguments, *named.values()) if one.text]
        answer = Value(answer=True)
        lines = (node.lineno, node.end_lineno or node.lineno)
        self.awaited.append(Awaited(lines, tuple(dict.fromkeys(texts)), answer))
        return answer

    def _method(self, of: Value, name: str) -> Value | None:
        """Return the method of an object whose class the file defines."""
        kind: ast.ClassDef | None = of.kind if of.bound is None else None
        kind = kind or (of.bound.kind if of.bound is not None else None)
        for _ in range(6):
            if kind is None:
                return None
            for one in kind.body:
                if isinstance(one, _FUNCTIONS) and one.name == name:
                    static = any(name_of(mark) == "staticmethod" for mark in one.decorator_list)
                    return Value(function=one, bound=None if static else of)
            base = next((name_of(one) for one in kind.bases), "")
            kind = self.globals[base].kind if base in self.globals else None
        return None

    def _call_function(
        self, called: Value, arguments: list[Value], named: dict[str, Value], scope: Scope
    ) -> Value:
        if called.kind is not None:
            return self._made(called, arguments, named, scope)
        function = called.function
        if function is None:
            return Value()
        name = getattr(function, "name", "")
        active = sum(frame.name == name for frame in self._frames if name)
        if active > 1 or len(self._frames) > _DEEPEST:
            return Value()
        given = [*([called.bound] if called.bound is not None else []), *arguments]
        inner = self._bound_arguments(function, given, named)
        if isinstance(function, ast.Lambda):
            return self.value(function.body, {**scope, **inner})
        frame = _Frame(name)
        self._frames.append(frame)
        try:
            self._run(function.body, inner)
        finally:
            self._frames.pop()
        returned = [
            one for one in frame.returned if one.is_read or one.answer or one.text or one.uses
        ]
        first = (returned or frame.returned or [Value()])[0]
        return self.either(first, *returned[1:]) if returned else first

    def _bound_arguments(
        self,
        function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
        given: list[Value],
        named: dict[str, Value],
    ) -> Scope:
        found = function.args
        names = [one.arg for one in (*found.posonlyargs, *found.args)]
        inner: Scope = {}
        for name, default in zip(reversed(names), reversed(found.defaults), strict=False):
            inner[name] = self.value(default, {})
        inner.update(zip(names, given, strict=False))
        if found.vararg:
            inner[found.vararg.arg] = Value(items=(given[len(names) :] or [Value()])[0])
        keyword = [one.arg for one in found.kwonlyargs]
        for name, one in zip(keyword, found.kw_defaults, strict=False):
            inner[name] = self.value(one, {})
        inner.update({name: value for name, value in named.items() if name in (*names, *keyword)})
        spread = named.get("")
        if spread is not None:
            inner.update({name: one for name, one in spread.keys.items() if name in names})
        if found.kwarg:
            rest = {name: value for name, value in named.items() if name and name not in names}
            inner[found.kwarg.arg] = Value(keys=rest)
        for name in (*names, *keyword):
            inner.setdefault(name, Value())
        return inner

    def _made(
        self, called: Value, arguments: list[Value], named: dict[str, Value], scope: Scope
    ) -> Value:
        """Make an object of a class of the file."""
        assert called.kind is not None
        base = next((self.globals.get(name_of(one)) for one in called.kind.bases), None)
        foreign = called.foreign or (base is not None and base.foreign)
        made = Value(kind=called.kind, foreign=foreign)
        # The object stands for its class where its methods are looked up.
        made.bound = called
        begin = self._method(made, "__init__")
        if begin is not None:
            self._call_function(begin, arguments, named, scope)
        return made


def _formatted(text: str) -> str:
    import re

    return re.sub(r"\{[^{}]*\}", UNKNOWN, text)

"""Follow an integration's code from its start to its fetch command, to find the answers that it expects."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence

from ...record.entries import Json
from .calls import Calls, joined_lists
from .expressions import OutOfSteps, Scope, name_of
from .known_calls import ASKING, is_client
from .value import LIST, Awaited, Value

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def awaited_in(
    text: str,
    command: str,
    module: Callable[[str], str] = lambda name: "",
    parameters: Mapping[str, Json] | None = None,
) -> tuple[Awaited, ...]:
    """Return the answers that the code expects when it runs ``command``, in the order of their requests.

    ``module`` returns the source of an imported module, empty for one that is not to be read. ``parameters``
    are those of the instance: conditions of the code may depend on them. Code that cannot be parsed gives an
    empty tuple.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return ()
    reader = Reader(command, module, parameters or {})
    reader.read(tree)
    return tuple(reader.awaited)


class Reader(Calls):
    """Follows the code as one command would run it. If the result of a condition is unknown, it follows both
    branches.
    """

    def __init__(
        self, command: str, module: Callable[[str], str], parameters: Mapping[str, Json]
    ) -> None:
        super().__init__(command, parameters)
        self._module = module
        self._foreign = False

    def read(self, tree: ast.Module) -> None:
        try:
            self.run(tree.body, self.globals)
            main = self.globals.get("main")
            if main is not None and main.function is not None and not self.awaited:
                self.call_function(main, [], {}, self.globals)
        except (OutOfSteps, RecursionError):
            # What was found until here is still true.
            return

    def run(self, body: Sequence[ast.stmt], scope: Scope) -> bool:
        """Follow statements; return whether they end the function (return, raise)."""
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
                package = one.name if isinstance(node, ast.Import) else node.module or ""
                if isinstance(node, ast.ImportFrom) and package.partition(".")[0] in ASKING:
                    module = f"{package}.{one.name}"
                client = is_client(package)
                name = one.asname or one.name.partition(".")[0]
                scope.setdefault(name, Value(module=module, client=client))
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            value = self.value(node.value, scope)
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                self.bind(target, value, scope)
        elif isinstance(node, ast.AugAssign):
            old, new = self.value(node.target, scope), self.value(node.value, scope)
            if isinstance(node.op, ast.Add) and LIST in old.uses and new.is_known:
                joined_lists(old, new)
            elif new.is_read or new.text is not None:
                added = old.text is not None and new.text is not None
                joined = Value(text=f"{old.text}{new.text}") if added else self.either(old, new)
                self.bind(node.target, joined, scope)
        elif isinstance(node, ast.Return):
            self.frames[-1].returned.append(self.value(node.value, scope))
            return True
        elif isinstance(node, (ast.Raise, ast.Continue, ast.Break)):
            return True
        elif isinstance(node, ast.Expr):
            self.value(node.value, scope)
        elif isinstance(node, ast.If):
            return self._if(node, scope)
        elif isinstance(node, ast.Global):
            self.global_names.update(node.names)
        elif isinstance(node, ast.Match):
            self.value(node.subject, scope)
            ends = [self.run(case.body, scope) for case in node.cases]
            return bool(ends) and all(ends) and _catches_all(node.cases[-1])
        elif isinstance(node, ast.Assert):
            self.truth(node.test, scope)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self.bind_item(node.target, node.iter, scope)
            self.run(node.body, scope)
        elif isinstance(node, ast.While):
            self.truth(node.test, scope)
            self.loops_until_empty(node.test, scope)
            self.run(node.body, scope)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                value = self.value(item.context_expr, scope)
                if item.optional_vars is not None:
                    self.bind(item.optional_vars, value, scope)
            return self.run(node.body, scope)
        elif isinstance(node, ast.Try):
            ended = self.run(node.body, scope)
            return self.run([*([] if ended else node.orelse), *node.finalbody], scope) or ended
        return False

    def _import(self, name: str) -> None:
        """Read the definitions in a module of the content repository that the code imports."""
        text = self._module(name)
        if not text or self._foreign:
            return
        self._foreign = True
        try:
            self.run(ast.parse(text).body, self.globals)
        except (SyntaxError, ValueError):
            pass
        finally:
            self._foreign = False

    def _if(self, node: ast.If, scope: Scope) -> bool:
        self.unwanted = leaves(node.body[-1])
        collects = not node.orelse and any(map(_collects, node.body))
        self.leaves = self.unwanted or collects or bool(node.orelse and leaves(node.orelse[-1]))
        try:
            known = self.truth(node.test, scope)
        finally:
            self.leaves = self.unwanted = False
        if known is not None:
            return self.run(node.body if known else node.orelse, scope)
        other = dict(scope)
        first, second = self.run(node.body, scope), self.run(node.orelse, other)
        for name, value in other.items():
            mine = scope.get(name)
            if first or mine is None:
                scope[name] = value
            elif mine is not value and not second:
                differ = mine.number != value.number and not (mine.is_known or value.is_known)
                scope[name] = Value() if differ else self.either(mine, value)
        return first and second

    def _yield(self, node: ast.Yield, scope: Scope) -> Value:
        self.frames[-1].returned.append(Value(items=self.value(node.value, scope)))
        return Value()

    def _yieldfrom(self, node: ast.YieldFrom, scope: Scope) -> Value:
        self.frames[-1].returned.append(self.value(node.value, scope))
        return Value()


def _catches_all(case: ast.match_case) -> bool:
    return isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None


def _collects(node: ast.stmt) -> bool:
    """Whether a statement adds to what the function finds: it appends to a list, or yields."""
    if not isinstance(node, ast.Expr):
        return False
    value = node.value
    if isinstance(value, (ast.Yield, ast.YieldFrom)):
        return True
    return isinstance(value, ast.Call) and name_of(value.func) in ("append", "extend")


def leaves(node: ast.stmt) -> bool:
    """Whether a statement prevents that an event becomes an incident: it fails, skips the event, ends the
    fetch, or returns.
    """
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return name_of(node.value.func) in ("return_error", "exit")
    if isinstance(node, ast.Return):
        return not any(isinstance(part, (ast.Name, ast.Call)) for part in ast.walk(node))
    return isinstance(node, (ast.Raise, ast.Continue))

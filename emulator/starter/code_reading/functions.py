"""Follow the calls of an integration's own functions, methods and classes."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from .conditions import Conditions
from .expressions import Scope, name_of
from .value import Value

_DEEPEST = 25
_PROPERTIES = frozenset(("property", "cached_property"))
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Frame:
    """The call of a function that the code defines: its name, and the values returned so far."""

    name: str
    function: ast.AST | None = None
    returned: list[Value] = field(default_factory=list)


class Functions(Conditions):
    """Evaluates calls to the functions, methods and classes that the integration's code defines.

    ``call_function`` takes the called Value and the Values of the arguments. It evaluates the function's body
    and returns the Value that the function returns; for a class, the Value of a new object.
    """

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[Frame] = [Frame("")]

    def run(self, body: Sequence[ast.stmt], scope: Scope) -> bool:
        raise NotImplementedError

    def super_of(self, scope: Scope) -> Value:
        """Return the Value of ``super()``: the same object, with the methods of the base classes only."""
        me, function = scope.get("self"), self.frames[-1].function
        if me is None:
            return Value()
        classes = self._classes(me)
        own = next((number for number, kind in enumerate(classes) if function in kind.body), None)
        above = classes[own + 1 :] if own is not None else []
        found = Value(kind=above[0] if above else None, foreign=me.foreign, client=me.client)
        found.attributes = me.attributes
        return found

    def method_of(self, of: Value, name: str) -> Value | None:
        """Return the method of an object; None if the file does not define the object's class."""
        for kind in self._classes(of):
            for one in kind.body:
                if isinstance(one, _FUNCTIONS) and one.name == name:
                    marks = [name_of(mark) for mark in one.decorator_list]
                    return Value(function=one, bound=None if "staticmethod" in marks else of)
        return None

    def constant_of(self, of: Value, name: str) -> Value | None:
        """Return the Value that the body of an object's class assigns to a name; None if it assigns none."""
        for kind in self._classes(of):
            for one in kind.body:
                if isinstance(one, ast.Assign) and name in [name_of(part) for part in one.targets]:
                    return self.value(one.value, self.globals)
        return None

    def call_property(self, found: Value, scope: Scope) -> Value:
        """Return the Value of a property; return an attribute of another kind as it is."""
        marks = {name_of(mark) for mark in getattr(found.function, "decorator_list", ())}
        return self.call_function(found, [], {}, scope) if marks & _PROPERTIES else found

    def _classes(self, of: Value) -> list[ast.ClassDef]:
        """Return the class of an object and its base classes, as far as the code defines them."""
        first = of.kind if of.bound is None else None
        waiting = [first or (of.bound.kind if of.bound is not None else None)]
        found: list[ast.ClassDef] = []
        while waiting:
            kind = waiting.pop(0)
            if kind is None or kind in found:
                continue
            found.append(kind)
            bases = [self.globals.get(name_of(one)) for one in kind.bases]
            waiting = [*(base.kind for base in bases if base is not None), *waiting]
        return found

    def call_function(
        self, called: Value, arguments: list[Value], named: dict[str, Value], scope: Scope
    ) -> Value:
        if called.kind is not None:
            return self._made(called, arguments, named, scope)
        function = called.function
        if function is None:
            return Value()
        name = getattr(function, "name", "")
        active = sum(frame.name == name for frame in self.frames if name)
        if active > 1 or len(self.frames) > _DEEPEST:
            return Value()
        given = [*([called.bound] if called.bound is not None else []), *arguments]
        inner = self._bound_arguments(function, given, named)
        if isinstance(function, ast.Lambda):
            return self.value(function.body, {**scope, **inner})
        frame = Frame(name, function)
        self.frames.append(frame)
        before, self.global_names = self.global_names, set()
        try:
            self.run(function.body, inner)
        finally:
            self.frames.pop()
            self.global_names = before
        returned = [one for one in frame.returned if one.is_known]
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
        """Create the Value of an object of a class that the file defines."""
        assert called.kind is not None
        bases = [self.value(one, scope) for kind in self._classes(called) for one in kind.bases]
        made = Value(
            kind=called.kind,
            foreign=called.foreign or any(base.foreign for base in bases),
            client=any(base.client for base in bases),
        )
        # The object stands for its class where its methods are looked up.
        made.bound = called
        begin = self.method_of(made, "__init__")
        if begin is not None:
            self.call_function(begin, arguments, named, scope)
        return made

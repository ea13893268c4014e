"""Fill in Jinja templates of a scenario in a sandbox, where they can read only the values passed to them.

Jinja is imported when the first template is compiled, since most APIs answer JSON and need no template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, wraps
from importlib.util import find_spec
from typing import Any

from ....settings.section import Path, SectionError, alternatives
from ..times.instant_us import to_us
from ..times.time_format import ANY, parse_time_format

_FILTERS = (
    "abs", "attr", "capitalize", "count", "d", "default", "e", "escape", "first", "float",
    "groupby", "int", "items", "join", "last", "length", "list", "lower", "map", "max", "min",
    "reject", "rejectattr", "replace", "reverse", "round", "select", "selectattr", "sort", "string",
    "sum", "title", "tojson", "trim", "truncate", "unique", "upper", "urlencode",
)  # fmt: skip
_METHODS = ("get", "items", "keys", "values", "upper", "lower", "split", "strip")
_DEEPEST_LOOP = 3
_LONGEST_OUTPUT = 20_000_000
_LONGEST_POWER = 1_000
# A template that uses these handles a missing value itself.
_TOLERANT = frozenset(("default", "d", "defined", "undefined"))


class Moment:
    """A time inside a Jinja template. It prints as ISO 8601; ``| time("epoch_s")`` prints another format."""

    def __init__(self, us: int) -> None:
        self.us = us

    def __str__(self) -> str:
        return str(ANY.write(self.us))


def is_template(text: str) -> bool:
    """Whether a text is a Jinja template."""
    return "{{" in text or "{%" in text


def compile_text(
    source: str, path: Path, *, escape: bool = False
) -> Callable[[Mapping[str, Any]], str]:
    """Return a function that fills values into a Jinja template; ``escape`` makes the values safe inside XML.

    This function and the returned one raise SectionError that shows the line of the template.
    """
    template = _compiled(source, path, escape)

    def fill(values: Mapping[str, Any]) -> str:
        size, parts = 0, []
        try:
            for part in template.generate(values):
                size += len(part)
                if size > _LONGEST_OUTPUT:
                    raise SectionError(
                        path, f"the template's text exceeds {_LONGEST_OUTPUT} characters"
                    )
                parts.append(part)
        except SectionError:
            raise
        except Exception as error:
            raise _failed(error, source, path) from error
        return "".join(parts)

    return fill


def compile_expression(source: str, path: Path) -> Callable[[Mapping[str, Any]], Any]:
    """Return a function that computes a Jinja expression from values.

    This function and the returned one raise SectionError.
    """
    _compiled("{{ " + source + " }}", path, False)
    compute = _environment(False).compile_expression(source)

    def value(values: Mapping[str, Any]) -> Any:
        try:
            return compute(**values)
        except Exception as error:
            raise _failed(error, source, path) from error

    return value


def names_in(source: str) -> frozenset[str]:
    """Return the names that a Jinja template reads from its values."""
    from jinja2 import meta

    return frozenset(meta.find_undeclared_variables(parsed(source)))


def parsed(source: str) -> Any:
    """Return the syntax tree of a Jinja template that compiles."""
    return _environment(False).parse(source)


def paths_in(source: str) -> list[str]:
    """Return the paths (``host.name``) that a Jinja template reads from its values, in the order of the
    text.

    Left out are a path with a default, a path that is only tested for existence, and the names that a loop
    sets. The name of a called method (``name.upper()``) is not part of a path.
    """
    from jinja2 import meta

    tree = parsed(source)
    given = meta.find_undeclared_variables(tree)
    return list(dict.fromkeys(path for path in _paths(tree) if path.partition(".")[0] in given))


def _paths(node: Any) -> Iterator[str]:
    from jinja2 import nodes

    if isinstance(node, (nodes.Filter, nodes.Test)) and node.name in _TOLERANT:
        inner = [*node.args] if _path(node.node) else list(node.iter_child_nodes())
    elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr):
        inner = [node.node.node, *node.args]
    elif path := _path(node):
        yield path
        return
    else:
        inner = list(node.iter_child_nodes())
    for child in inner:
        yield from _paths(child)


def _path(node: Any) -> str:
    """Return the dotted path that a node of a template reads; empty if the node is not a plain path."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        return str(node.name)
    step: object = None
    if isinstance(node, nodes.Getattr):
        step = node.attr
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        step = node.arg.value
    before = _path(node.node) if isinstance(step, str) else ""
    return f"{before}.{step}" if before else ""


def _compiled(source: str, path: Path, escape: bool) -> Any:
    if find_spec("jinja2") is None:
        raise SectionError(path, "a template needs jinja2: pip install 'xfetch[api]'")
    from jinja2 import TemplateError

    environment = _environment(escape)
    try:
        _refuse_growth(environment.parse(source), path)
        return environment.from_string(source)
    except TemplateError as error:
        raise _failed(error, source, path) from error
    except RecursionError as error:
        raise SectionError(path, "the template is nested too deeply") from error


def _failed(error: Exception, source: str, path: Path) -> SectionError:
    lines = source.splitlines() or [""]
    number = getattr(error, "lineno", None) or 1
    text = lines[min(number, len(lines)) - 1].strip()[:120]
    line = f"line {number} of the template, " if len(lines) > 1 else ""
    return SectionError(path, f"{line}{text!r}: {error}")


def _refuse_growth(tree: Any, path: Path) -> None:
    """Raise SectionError for a template that could produce unlimited text.

    That is one with recursion, deeply nested loops, or assignments. An unknown filter is refused too.
    """
    from jinja2 import nodes

    refused = (
        nodes.Macro, nodes.CallBlock, nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends,
        # Assigned values could double with every line.
        nodes.Assign, nodes.AssignBlock, nodes.With,
    )  # fmt: skip
    for node in tree.find_all(refused):
        raise SectionError(path, f"{type(node).__name__.lower()} is not possible in a template")
    if any(loop.recursive for loop in tree.find_all(nodes.For)):
        raise SectionError(path, "a recursive loop is not possible in a template")
    open_nodes = [(tree, 0)]
    while open_nodes:
        node, depth = open_nodes.pop()
        depth += isinstance(node, nodes.For)
        if depth > _DEEPEST_LOOP:
            raise SectionError(path, f"the template's loops are nested deeper than {_DEEPEST_LOOP}")
        open_nodes += [(child, depth) for child in node.iter_child_nodes()]
    for node in tree.find_all(nodes.Filter):
        known = (*_FILTERS, "time")
        if node.name not in known:
            raise SectionError(
                path, f"a template has no filter {node.name!r}{alternatives(node.name, known)}"
            )


@lru_cache(maxsize=2)
def _environment(escape: bool) -> Any:
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class _Sandbox(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset(("*", "**", "%"))

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            texts = [value for value in (left, right) if not isinstance(value, (int, float))]
            if (operator == "*" and texts) or (operator == "%" and isinstance(left, (str, bytes))):
                raise SecurityError(f"a template cannot repeat or format a text with {operator}")
            if operator == "**" and (abs(left) > _LONGEST_POWER or abs(right) > 64):
                raise SecurityError("the numbers beside ** are too large for a template")
            return super().call_binop(context, operator, left, right)

        def call(self, context: Any, func: Any, *args: Any, **kwargs: Any) -> Any:
            # Other methods can pad and format a text to any size; filters replace them.
            name = getattr(func, "__name__", "")
            if name not in _METHODS:
                *first, last = _METHODS
                known = f"{', '.join(first)} and {last}"
                raise SecurityError(f"a template cannot call {name}(); it can call {known}")
            return super().call(context, func, *args, **kwargs)

    environment = _Sandbox(autoescape=escape, keep_trailing_newline=True)
    environment.globals.clear()
    environment.filters = {
        name: _bounded(name, made) for name, made in environment.filters.items() if name in _FILTERS
    }
    environment.filters["time"] = _time
    return environment


def _bounded(name: str, made: Callable[..., Any]) -> Callable[..., Any]:
    """Return a Jinja filter with a limit on the size of its result."""
    from jinja2.exceptions import SecurityError

    @wraps(made)
    def checked(*args: Any, **kwargs: Any) -> Any:
        texts = [len(value) for value in args if isinstance(value, (str, list, tuple))]
        if name in ("replace", "join") and len(texts) > 1:
            size = texts[0] * max(texts[1:])
            if size > _LONGEST_OUTPUT:
                raise SecurityError(
                    f"the filter {name} would make a text of up to {size} characters, too many"
                )
        result = made(*args, **kwargs)
        if isinstance(result, str) and len(result) > _LONGEST_OUTPUT:
            raise SecurityError(f"the filter {name} made a too long text: {len(result)} characters")
        return result

    return checked


def _time(value: object, form: str = "any") -> Any:
    us = value.us if isinstance(value, Moment) else _read(value)
    return parse_time_format(form, ()).write(us)


def _read(value: Any) -> int:
    return to_us(value) if hasattr(value, "tzinfo") else ANY.read(value)

"""The paths that a template reads from its values: ``name``, ``host.name``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .template import parsed

# Whoever writes these has thought of a value that is not there.
_TOLERANT = frozenset(("default", "d", "defined", "undefined"))


def paths_in(source: str) -> list[str]:
    """In the order of the text. A path that is only read with a default, or asked whether it is there,
    is left out, and so is what a loop names.

    The last step of a method's call (``name.upper()``) is none of a path.
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
    """The path that the node reads, empty where it is more than that."""
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

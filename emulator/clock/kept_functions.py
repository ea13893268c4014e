"""Find and replace time functions that libraries stored before the clock was frozen.

Default arguments and class attributes hold the function object itself, so patching the module ``time`` does
not reach them: ``def wait(self, clock=time.monotonic)``. Functions that are stored elsewhere (closures, bound
methods, instances) keep the real time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from types import FunctionType, ModuleType
from typing import Any

_OUR_OWN = ("freezegun", "xfetch", "_pytest", "pytest", "xdist", "execnet", "hypothesis")

Place = tuple[Any, str]  # a function or class, and its attribute that holds a time function


def places(originals: frozenset[int]) -> tuple[Place, ...]:
    """Return the default arguments and class attributes of loaded libraries that hold one of these
    functions.

    ``originals`` are the ids (``id()``) of the functions.
    """
    found: dict[tuple[int, str], Place] = {}
    for name, module in list(sys.modules.items()):
        if isinstance(module, ModuleType) and not name.startswith(_OUR_OWN):
            for owner, attribute in _in_module(module, originals):
                found[id(owner), attribute] = (owner, attribute)
    return tuple(found.values())


def _in_module(module: ModuleType, originals: frozenset[int]) -> Iterator[Place]:
    values = list(vars(module).values())
    if not any(value is time or id(value) in originals for value in values):
        return  # a module without a name for a time function stores none
    for value in values:
        if isinstance(value, FunctionType):
            yield from _in_function(value, originals)
        elif isinstance(value, type) and value.__module__ == module.__name__:
            for name, kept in list(vars(value).items()):
                if id(kept) in originals:
                    yield value, name
                elif isinstance(kept, staticmethod | classmethod):
                    kept = kept.__func__
                if isinstance(kept, FunctionType):
                    yield from _in_function(kept, originals)


def _in_function(function: FunctionType, originals: frozenset[int]) -> Iterator[Place]:
    if any(id(value) in originals for value in function.__defaults__ or ()):
        yield function, "__defaults__"
    if any(id(value) in originals for value in (function.__kwdefaults__ or {}).values()):
        yield function, "__kwdefaults__"


@contextmanager
def replaced(where: tuple[Place, ...], by: Mapping[int, Any]) -> Iterator[None]:
    """Replace the function in each place while the context is open; ``by`` maps ``id()`` of the original to
    the new one.
    """
    with ExitStack() as stack:
        for owner, attribute in where:
            before = (
                vars(owner)[attribute] if isinstance(owner, type) else getattr(owner, attribute)
            )
            with suppress(TypeError, AttributeError):  # a class of native code
                setattr(owner, attribute, _changed(before, by))
                stack.callback(setattr, owner, attribute, before)
        yield


def _changed(value: object, by: Mapping[int, Any]) -> Any:
    if isinstance(value, tuple):
        return tuple(by.get(id(item), item) for item in value)
    if isinstance(value, dict):
        return {key: by.get(id(item), item) for key, item in value.items()}
    return by.get(id(value), value)

"""Every public name of the real one exists, and what ours emulates is called the same way."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from .oracle import Pair


def public(module: Any) -> set[str]:
    return {name for name in vars(module) if not name.startswith("_")}


def is_stub(thing: Any) -> bool:
    return type(thing).__name__ == "_Refusing"


def callables(real: Any, ours: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """The functions of both that go by one name, classes entered."""
    for name in sorted(vars(real)):
        there, here = vars(real)[name], static(ours, name)
        whole = f"{path}.{name}".lstrip(".")
        if is_stub(here) or (name.startswith("_") and name != "__init__"):
            continue
        if inspect.isclass(there) and there.__module__ == real_module(real):
            yield from callables(there, here, whole)
        elif is_own_function(there, real):
            yield whole, there, here


def static(owner: Any, name: str) -> Any:
    """As ``inspect.getattr_static``, which sees nothing in a class that is read when it is used."""
    places = owner.__mro__ if inspect.isclass(owner) else (owner,) if owner else ()
    return next((vars(place)[name] for place in places if name in vars(place)), None)


def is_own_function(thing: Any, owner: Any) -> bool:
    wrapped = isinstance(thing, staticmethod | classmethod) or inspect.isfunction(thing)
    return wrapped and getattr(thing, "__module__", None) == real_module(owner)


def real_module(owner: Any) -> str:
    return str(owner.__module__ if inspect.isclass(owner) else owner.__name__)


def shape(function: Any) -> Any:
    """Parameters by name, kind and default; a default is compared by what it shows."""
    inner = getattr(function, "__func__", function)
    found = inspect.signature(inner).parameters.values()
    return type(function).__name__, [(p.name, p.kind, repr(p.default)) for p in found]


def test_every_public_name_exists(modules: Pair) -> None:
    assert public(modules.real) - public(modules.ours) == set()


# Names that CommonServerPython has had only since the checkout of October 2022.
LATER = {
    "is_using_engine",
    "is_xsiam",
    "is_xsiam_or_xsoar_saas",
    "is_xsoar",
    "is_xsoar_hosted",
    "is_xsoar_on_prem",
    "is_xsoar_saas",
}


def test_the_star_import_brings_no_name_of_ours(modules: Pair) -> None:
    assert public(modules.ours) - public(modules.real) - LATER == set()


def test_signatures_are_equal(modules: Pair) -> None:
    different = {}
    compared = 0
    for path, there, here in callables(modules.real, modules.ours, ""):
        if path.endswith("__init__") and len(inspect.signature(there).parameters) == 1:
            continue
        if here is None:
            different[path] = "missing"
        elif shape(there) != shape(here):
            different[path] = f"{shape(there)} here {shape(here)}"
        compared += 1
    assert different == {}
    assert compared > 100


def test_constants_are_equal(modules: Pair) -> None:
    plain = (str, int, float, bool, list, tuple, dict, type(None))
    different = {}
    for name in sorted(public(modules.real)):
        there, here = getattr(modules.real, name), getattr(modules.ours, name, None)
        if isinstance(there, plain) and not name.endswith("Regex") and there != here:
            different[name] = here
    assert different == {}

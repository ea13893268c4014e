"""Every public name of the real one exists, and what ours emulates is called the same way."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from xfetch.emulator.commonserver.assembly import parameters

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


def test_the_star_import_brings_no_name_of_ours(modules: Pair) -> None:
    ours = {name for name in public(modules.ours) if not is_stub(getattr(modules.ours, name))}
    assert ours - public(modules.real) - set(parameters()) == set()


# What has another parameter without a default since October 2022, or lost one; and constants with more.
CHANGED = {"get_found_incident_ids", "Common.Account.__init__"}
LONGER = {"ENDPOINT_STATUS_OPTIONS"}


def extends(later: Any, earlier: Any) -> bool:
    """Whether a signature has all parameters of an earlier one in order, and others only with defaults."""
    added = [one for one in later[1] if one not in earlier[1]]
    kept = [one for one in later[1] if one in earlier[1]]
    optional = all(default != repr(inspect.Parameter.empty) for _, _, default in added)
    return bool(later[0] == earlier[0] and kept == earlier[1] and optional)


def test_signatures_are_those_of_october_2022_and_later_options(modules: Pair) -> None:
    different = {}
    compared = 0
    for path, there, here in callables(modules.real, modules.ours, ""):
        if path.endswith("__init__") and len(inspect.signature(there).parameters) == 1:
            continue
        if here is None:
            different[path] = "missing"
        elif path not in CHANGED and not extends(shape(here), shape(there)):
            different[path] = f"{shape(there)} here {shape(here)}"
        compared += 1
    assert different == {}
    assert compared > 100


def test_constants_are_equal(modules: Pair) -> None:
    plain = (str, int, float, bool, list, tuple, dict, type(None))
    different = {}
    for name in sorted(public(modules.real) - LONGER):
        there, here = getattr(modules.real, name), getattr(modules.ours, name, None)
        if isinstance(there, plain) and not name.endswith("Regex") and there != here:
            different[name] = here
    assert different == {}

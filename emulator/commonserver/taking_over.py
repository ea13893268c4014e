"""What stands behind the stubs of ``late``: a module is executed when the first of its names is used."""

from __future__ import annotations

import os
from threading import RLock
from typing import Any

from .assembly import late_codes

_OF_A_FUNCTION = ("__code__", "__defaults__", "__kwdefaults__", "__annotations__", "__doc__")
_OF_A_MODULE = ("__all__", "annotations", "TYPE_CHECKING")
# Integrations call from several threads; a module that is executed may use late names itself.
_LOCK = RLock()


def whole(name: str, namespace: dict[str, Any]) -> Any:
    """What that name stands for, no stub from now on, nor are the others of its module."""
    modules, stubs = namespace["_LATE_MODULES"], namespace["_LATE_NAMES"]
    with _LOCK:
        for module in [module for module, names in modules.items() if name in names]:
            made = _executed(module, namespace)
            # Nothing is left to fill where a finalizer asked for one of its names meanwhile.
            for other in modules.pop(module, ()):
                _fill(stubs[other], made[other])
    return stubs[name]


def make_whole(cls: type, namespace: dict[str, Any]) -> None:
    """Define what is left to define of the class and its bases."""
    modules, stubs = namespace["_LATE_MODULES"], namespace["_LATE_NAMES"]
    with _LOCK:
        for base in cls.__mro__:
            name = base.__name__
            if stubs.get(name) is base and any(name in names for names in modules.values()):
                whole(name, namespace)


def _unlock() -> None:
    """A forked process has none of the threads that could let go of the lock."""
    global _LOCK
    _LOCK = RLock()


os.register_at_fork(after_in_child=_unlock)


def _executed(module: str, namespace: dict[str, Any]) -> dict[str, Any]:
    """What the namespace is with that module; it keeps of it what it did not have before, so that names
    which somebody replaced stay replaced."""
    before = dict(namespace)
    for code in late_codes(module):
        exec(code, namespace)
    made = dict(namespace)
    namespace.update(before)
    for name in _OF_A_MODULE:
        if name not in before:
            namespace.pop(name, None)
    return made


def _fill(stub: Any, made: Any) -> None:
    if isinstance(stub, type):
        for name, part in vars(made).items():
            if name not in ("__dict__", "__weakref__"):
                type.__setattr__(stub, name, part)
    elif callable(stub):
        for name in _OF_A_FUNCTION:
            setattr(stub, name, getattr(made, name))
        del stub.__wrapped__
    else:
        stub._late_pattern = made


__all__ = ["make_whole", "whole"]

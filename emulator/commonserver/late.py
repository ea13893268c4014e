"""Names that are read when they are first used: an integration uses few of those that it imports.

Each stands in ``late_names`` as a stub, a function with its own parameters or a class without attributes, so
that whoever imports it holds the very object that will do the work. At its first use its module is executed
in this namespace, and the stub takes over what was defined there.
"""

from __future__ import annotations

from threading import RLock as _RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from .late_names import _LATE_MODULES, _LATE_NAMES

__all__ = ()

_OF_A_FUNCTION = ("__code__", "__defaults__", "__kwdefaults__", "__annotations__", "__doc__")
_OF_A_MODULE = ("__all__", "annotations", "TYPE_CHECKING")
# Integrations call from several threads; a module that is executed may use late names itself.
_LATE_LOCK = _RLock()


def _late(name: str) -> Any:
    """The function or class of that name, no stub from now on, nor are the others of its module."""
    with _LATE_LOCK:
        for module in [module for module, names in _LATE_MODULES.items() if name in names]:
            made = _executed_late(module)
            for other in _LATE_MODULES[module]:
                _take_over(_LATE_NAMES[other], made[other])
            del _LATE_MODULES[module]
    return _LATE_NAMES[name]


def _executed_late(module: str) -> dict[str, Any]:
    """What the namespace is with that module; it keeps of it what it did not have before, so that names
    which somebody replaced stay replaced."""
    from xfetch.emulator.commonserver.assembly import late_codes

    namespace = globals()
    before = dict(namespace)
    for code in late_codes(module):
        exec(code, namespace)
    made = dict(namespace)
    namespace.update(before)
    for name in _OF_A_MODULE:
        if name not in before:
            namespace.pop(name, None)
    return made


def _take_over(stub: Any, whole: Any) -> None:
    if isinstance(stub, type):
        own = vars(whole).items()
        parts = {name: part for name, part in own if name not in ("__dict__", "__weakref__")}
    else:
        parts = {name: getattr(whole, name) for name in _OF_A_FUNCTION}
    for name, part in parts.items():
        setattr(stub, name, part)


class _LateClass(type):
    """Whoever makes an instance of it, or asks it or a class derived from it for an attribute, finds it
    whole."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        cls._define()
        return super().__call__(*args, **kwargs)

    def __getattr__(cls, name: str) -> Any:
        # Python itself asks for names with underscores, of no importance to who uses the class.
        if name.startswith("__") or not cls._define():
            raise AttributeError(f"type object '{cls.__name__}' has no attribute '{name}'")
        return getattr(cls, name)

    def __dir__(cls) -> list[str]:
        cls._define()
        return list(super().__dir__())

    @property  # type: ignore[misc]
    def __dict__(cls) -> Any:  # type: ignore[override]
        """What ``vars`` shows; some integrations list constants with it."""
        cls._define()
        return type.__dict__["__dict__"].__get__(cls)

    @property
    def __signature__(cls) -> Any:
        from inspect import signature

        cls._define()
        found = signature(cls.__init__)  # type: ignore[misc]
        return found.replace(parameters=[*found.parameters.values()][1:])

    def _define(cls) -> bool:
        """Whether there was anything left to define of the class and its bases."""
        stubs = [base for base in cls.__mro__ if _LATE_NAMES.get(base.__name__) is base]
        late = {name for names in _LATE_MODULES.values() for name in names}
        undefined = [stub.__name__ for stub in stubs if stub.__name__ in late]
        for name in undefined:
            _late(name)
        return bool(undefined)

"""Names that are read when they are first used: an integration uses few of those that it imports.

Each stands here as a stub, a function that takes anything, a class without attributes or the name of a
compiled expression, so that whoever imports it holds the very object that will do the work. At its first use
its module is executed in this namespace, and the stub takes over what was defined there (``taking_over``).
"""

from __future__ import annotations

from types import FunctionType as _FunctionType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from inspect import Signature
    from typing import Any

    from .late_names import _LATE_CLASSES, _LATE_FUNCTIONS, _LATE_PATTERNS

__all__ = ()


def _late(name: str) -> Any:
    from xfetch.emulator.commonserver.taking_over import whole

    return whole(name, globals())


class _LateName(str):
    """A stub's name, behind which ``inspect.signature`` finds the parameters of what it stands for."""

    __slots__ = ()

    @property
    def __signature__(self) -> Signature:
        from inspect import signature

        return signature(_late(self))


def _stub(*args: Any, _late_name: str, **kwargs: Any) -> Any:
    return _late(_late_name)(*args, **kwargs)


class _LatePattern:
    """Passes for an ``re.Pattern``, which can be neither derived from nor filled later."""

    __class__ = property(lambda self: re.Pattern)

    def __init__(self, name: str) -> None:
        self._late_name = name

    def __getattr__(self, name: str) -> Any:
        if name == "_late_pattern":
            return _late(self._late_name)._late_pattern
        return getattr(self._late_pattern, name)

    def __repr__(self) -> str:
        return repr(self._late_pattern)

    def __eq__(self, other: Any) -> bool:
        return bool(self._late_pattern == other)

    def __hash__(self) -> int:
        return hash(self._late_pattern)

    def __reduce__(self) -> Any:
        return re.compile, (self.pattern, self.flags)


class _LateClass(type):
    """Whoever makes an instance of it, or asks it or a class derived from it for an attribute, finds it
    whole."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        cls._define()
        return super().__call__(*args, **kwargs)

    def __getattr__(cls, name: str) -> Any:
        # Python itself asks for names with underscores, of no importance to who uses the class.
        if not name.startswith("__"):
            cls._define()
        return type.__getattribute__(cls, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        cls._define()
        super().__setattr__(name, value)

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

    def _define(cls) -> None:
        from xfetch.emulator.commonserver.taking_over import make_whole

        make_whole(cls, globals())


def _late_stubs() -> dict[str, Any]:
    # In one loop: a hundred and fifty of anything is much of what importing all this costs.
    made: dict[str, Any] = {name: _LateClass(name, (), {}) for name in _LATE_CLASSES}
    made.update((name, _LatePattern(name)) for name in _LATE_PATTERNS)
    code, namespace = _stub.__code__, globals()
    for name in _LATE_FUNCTIONS:
        function: Any = _FunctionType(code, namespace, name)
        function.__qualname__ = name
        function.__kwdefaults__ = {"_late_name": name}
        function.__wrapped__ = _LateName(name)
        made[name] = function
    return made


_LATE_NAMES = _late_stubs()
globals().update(_LATE_NAMES)

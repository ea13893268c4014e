"""The public names of CommonServerPython that xfetch does not emulate: using one raises an error that says
so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

__all__ = ()

_NAMES = (
    "BarColumnPieWidget",
    "BaseWidget",
    "CommandRunner",
    "DebugLogger",
    "LineWidget",
    "NormalizeRegistryPath",
    "NumberWidget",
    "TableOrListWidget",
    "TextWidget",
    "TrendWidget",
    "WarningsHandler",
    "appendContext",
    "censor_request_logs",
    "formatTimeColumns",
    "get_message_classes_dump",
    "get_message_global_vars",
    "get_message_local_vars",
    "get_message_memory_dump",
    "get_message_modules_sizes",
    "get_message_threads_dump",
    "get_size_of_object",
    "positiveFile",
    "positiveIp",
    "positiveUrl",
    "raiseTable",
    "shortCrowdStrike",
    "shortDomain",
    "shortFile",
    "shortIp",
    "shortUrl",
    "signal_handler_profiling_dump",
    "vtCountPositives",
    "zoomField",
)


class _Refusing:
    """Stands for a name of CommonServerPython that is not emulated.

    An integration may import the name and derive a class from it. To call it, to create an object of that
    class, or to read an attribute of it raises an error that contains the name.
    """

    def __init__(self, name: str) -> None:
        self.__name__ = self.__qualname__ = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(self._refusal())

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(self._refusal(f".{name}"))

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        """Allow an integration to derive a class from this name; only creating an object of the class
        raises.
        """
        return (type(self.__name__, (), {"__new__": self.__call__}),)

    def _refusal(self, of: str = "") -> str:
        return (
            f"{self.__name__}{of} is not emulated by xfetch's embedded CommonServerPython;"
            " give a checkout of the content repository: --content DIR"
        )


globals().update((name, _Refusing(name)) for name in _NAMES)

# This module is executed last: a star import gives the names of a checkout, and none of these.
for _name in ("__all__", "annotations", "TYPE_CHECKING", "_name"):
    globals().pop(_name, None)

"""Load a vendor file: the user's Python file with a class ``Vendor`` that plays the product."""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from ...error_text import named_error
from ...errors import LoadError
from ...interrupts import pass_on
from ..protocol import Vendor

_EXAMPLE = (
    "a vendor file needs:",
    "class Vendor:",
    "    def handle(self, request, now):",
    '        return {"json": []}',
)


def load_vendor(path: Path, events: object = None) -> Vendor:
    """Execute a vendor file and return an instance of its class ``Vendor``.

    ``events`` are the events of the scenario's timeline, None without one. While the file loads, it can
    import modules from its own folder; other code cannot import them afterwards. Raises LoadError for every
    mistake in the file.
    """
    code = _compile(path, _read(path))
    name = f"_vendor_{hashlib.sha256(bytes(path.resolve())).hexdigest()[:8]}"
    module = ModuleType(name)
    module.__file__ = str(path.resolve())
    # dataclasses look up their module in sys.modules, and the clock patches the modules there.
    sys.modules[name] = module
    with _own_imports(path.resolve().parent, name):
        try:
            exec(code, vars(module))
        except BaseException as error:
            pass_on(error)
            raise _load_error(path, "", error) from error
        return _instance(path, module, events)


def _read(path: Path) -> bytes:
    if not path.exists():
        raise LoadError("the vendor file does not exist", where=str(path))
    if not path.is_file():
        raise LoadError("the vendor file is a folder or device", where=str(path), advice=_EXAMPLE)
    try:
        return path.read_bytes()
    except OSError as error:
        raise LoadError(
            f"cannot read the vendor file: {error.strerror}", where=str(path)
        ) from error


def _compile(path: Path, text: bytes) -> Any:
    try:
        return compile(text, str(path.resolve()), "exec", dont_inherit=True)
    except SyntaxError as error:
        where = f"{path}:{error.lineno}" if error.lineno else str(path)
        what = f"the vendor file is not Python: {type(error).__name__}: {error.msg}"
        raise LoadError(what, where=where) from error
    except ValueError as error:
        raise LoadError(f"the vendor file is not Python: {error}", where=str(path)) from error


@contextmanager
def _own_imports(folder: Path, name: str) -> Iterator[None]:
    """Let a vendor file import modules from its own folder while this context is open.

    Afterwards these modules are kept under a name with a prefix, so that they do not hide other modules.
    """
    before, wrote, path = set(sys.modules), sys.dont_write_bytecode, list(sys.path)
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path[:] = path
        sys.dont_write_bytecode = wrote
        for key in set(sys.modules) - before:
            top = key.partition(".")[0]
            file = Path(getattr(sys.modules[key], "__file__", None) or "/")
            if top not in before and folder in file.parents and "site-packages" not in file.parts:
                sys.modules[f"{name}.{key}"] = sys.modules.pop(key)


def _instance(path: Path, module: ModuleType, events: object) -> Vendor:
    cls = getattr(module, "Vendor", None)
    if not inspect.isclass(cls):
        raise LoadError("the vendor file has no class Vendor", where=str(path), advice=_EXAMPLE)
    _check_handle(path, cls)
    arguments = _arguments(path, cls, events)
    try:
        vendor: Any = cls(**arguments)
    except BaseException as error:
        pass_on(error)
        raise _load_error(path, "Vendor() ", error) from error
    loaded: Vendor = vendor
    return loaded


def _check_handle(path: Path, cls: type) -> None:
    handle = getattr(cls, "handle", None)
    if not callable(handle):
        raise LoadError("the class Vendor has no method handle", where=str(path), advice=_EXAMPLE)
    where = f"{path}:{handle.__code__.co_firstlineno}" if hasattr(handle, "__code__") else str(path)
    if inspect.iscoroutinefunction(handle) or inspect.isgeneratorfunction(handle):
        raise LoadError(
            "Vendor.handle must be a plain function, not async, and without yield",
            where=where,
            advice=_EXAMPLE,
        )
    plain = not isinstance(inspect.getattr_static(cls, "handle"), (staticmethod, classmethod))
    given = ("self", "request", "now") if plain else ("request", "now")
    try:
        inspect.signature(handle).bind(*given)
    except TypeError as error:
        what = f"Vendor.handle cannot be called with (request, now): {error}"
        raise LoadError(what, where=where, advice=_EXAMPLE) from error


def _arguments(path: Path, cls: type, events: object) -> dict[str, object]:
    """Return the arguments for the constructor of ``Vendor``: none, or the timeline's events as
    ``events``.
    """
    needed = []
    parameters = inspect.signature(cls).parameters
    if events is not None and "events" not in parameters:
        raise LoadError(
            "the class Vendor must accept the argument events: the run has a timeline",
            where=str(path),
            advice=("let it: def __init__(self, events):",),
        )
    for name, parameter in parameters.items():
        if name == "events" and events is not None:
            return {"events": events}
        if parameter.default is parameter.empty and parameter.kind not in (
            parameter.VAR_POSITIONAL,
            parameter.VAR_KEYWORD,
        ):
            needed.append(name)
    if needed == ["events"]:
        raise LoadError(
            "the class Vendor needs the argument events, and the run has no timeline",
            where=str(path),
            advice=("give it a default: def __init__(self, events=()):",),
        )
    if needed:
        raise LoadError(
            f"the class Vendor needs arguments that xfetch does not give: {', '.join(needed)}",
            where=str(path),
            advice=("its constructor takes nothing, or events",),
        )
    return {}


def _load_error(path: Path, doing: str, error: BaseException) -> LoadError:
    home, line, trace = str(path.resolve()), 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == home:
            line = trace.tb_lineno
        trace = trace.tb_next
    text = named_error(error)
    return LoadError(
        f"{doing}raised {text}" if doing else text, where=f"{path}:{line}" if line else str(path)
    )

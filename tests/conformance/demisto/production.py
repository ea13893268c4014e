"""Production's own object out of the checkout, with a server behind it that answers and remembers."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

CLASS_MODULE = Path("Packs/ApiModules/Scripts/DemistoClassApiModule/DemistoClassApiModule.py")
MOCK = Path("Tests/demistomock/demistomock.py")
ERROR_MARKER = "[ERROR-fd5a7750-7182-4b38-90ba-091824478903]"


class Server:
    """The other end of production's protocol; each line it reads is a command."""

    def __init__(self) -> None:
        self.commands: list[dict[str, Any]] = []
        self.answers: dict[str, Any] = {}

    def answer(self, command: dict[str, Any]) -> str:
        self.commands.append(command)
        name = command.get("command", command.get("type", ""))
        return json.dumps(self.answers.get(name, {"context": {}, "id": "x", "value": None}))


def production(checkout: Path, context: dict[str, Any]) -> tuple[Any, type, Server]:
    """The object, its class, and its server."""
    server, wire = Server(), io.StringIO()

    def read() -> str:
        lines = wire.getvalue().splitlines()
        wire.seek(0), wire.truncate()
        return server.answer(json.loads(lines[-1]))

    text = (checkout / CLASS_MODULE).read_text(encoding="utf-8")
    namespace: dict[str, Any] = {
        "__name__": "production",
        "context": context,
        "__readWhileAvailable": read,
    }
    exec(compile(text, "DemistoClassApiModule.py", "exec"), namespace)
    return _Redirected(namespace["demisto"], wire), namespace["Demisto"], server


class _Redirected:
    """Calls of the object with its stdout going to the server."""

    def __init__(self, demisto: Any, wire: io.StringIO) -> None:
        self._demisto = demisto
        self._wire = wire

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._demisto, name)

        def called(*args: Any, **kwargs: Any) -> Any:
            with redirect_stdout(self._wire):
                return method(*args, **kwargs)

        return called

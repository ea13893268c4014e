"""The least that a cycle can cost: the module imported once, its main called under a clock that is frozen
already, requests answered in urllib3 where xfetch answers them.

Run as a script with a setup file (JSON); prints the CPU seconds of one cycle.
"""

from __future__ import annotations

import importlib.util
import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPResponse
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

from tests.benchmarks.bare_mock import bare_mock
from xfetch.emulator.integration.checkout import find_checkout
from xfetch.emulator.integration.common_server import AUTO, choose_common_server
from xfetch.emulator.integration.modules import ContentModules, platform_modules, platform_print

_WARM_UP = 50
_MINUTE = timedelta(minutes=1)


class Wire:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def makefile(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self._content)


def answer_with(body: bytes) -> None:
    """Have urllib3 read this response off a wire that is none."""
    import urllib3
    from urllib3.connectionpool import HTTPConnectionPool

    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    content = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    def _make_request(self: Any, conn: Any, method: str, url: str, **options: Any) -> Any:
        raw = HTTPResponse(Wire(content), method=method)  # type: ignore[arg-type]
        raw.begin()
        if urllib3.__version__.startswith("1."):
            return raw
        response = urllib3.HTTPResponse(
            body=raw,
            headers=urllib3.HTTPHeaderDict(raw.msg.items()),
            status=raw.status,
            version=raw.version,
            reason=raw.reason,
            preload_content=options["preload_content"],
            decode_content=options.get("decode_content", True),
            original_response=raw,
            request_method=method,
            request_url=url,
        )
        response._pool = self
        return response

    pools: Any = HTTPConnectionPool
    pools._make_request = _make_request


def load(setup: dict[str, Any], demisto: Any) -> ModuleType:
    """The integration's module, imported as any other."""
    checkout = find_checkout(Path(setup["code"]), setup["content"], None)
    common_server = choose_common_server(AUTO, checkout)
    sys.modules.update(platform_modules(demisto, platform_print(lambda level, text: None)))
    sys.meta_path.insert(0, ContentModules(checkout, common_server))
    spec = importlib.util.spec_from_file_location("subject", setup["code"])
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def bare(setup: dict[str, Any], module: ModuleType) -> Iterator[Callable[[], None]]:
    import freezegun

    freezegun.api.call_stack_inspection_limit = 0
    answer_with(setup["body"].encode())
    with freezegun.freeze_time("2024-01-01", ignore=["tests.benchmarks"]) as clock:

        def cycle() -> None:
            clock.tick(_MINUTE)
            module.main()

        yield cycle


def main(setup: dict[str, Any]) -> float:
    """CPU seconds a cycle."""
    module = load(setup, bare_mock(setup["params"]))
    measure = process_time
    with bare(setup, module) as cycle:
        for _ in range(_WARM_UP):
            cycle()
        began_s = measure()
        for _ in range(setup["cycles"]):
            cycle()
        return (measure() - began_s) / setup["cycles"]


if __name__ == "__main__":
    print(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))

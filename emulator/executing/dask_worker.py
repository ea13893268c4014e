"""What a worker of a Dask cluster does: it unpacks a bundle, and has requests answered by processes.

A client calls these functions on the worker. The worker may be a daemon, which multiprocessing forbids to
have children; so each process is started by ``subprocess``. All arguments and results are plain values.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .alike import this_machine
from .bundle import unpack
from .served import Died, Served

# Names of the answers of ``answer``.
ANSWER, DIED, STRANGE = "answer", "died", "strange"
_IDLE_S = 60.0
# Variables that belong to the client's shell, not to a machine: an integration's result may depend on them.
SENT = ("TZ", "LANG", "LANGUAGE", "PYTHONHASHSEED", "PYTHONUTF8", "PYTHONCOERCECLOCALE")
SENT_PREFIX = "LC_"


@dataclass
class _Session:
    """What a client has on this worker: the folder ``root`` with its files, and processes that answer."""

    root: Path
    folder: Path
    base: str
    env: Mapping[str, str]
    idle: list[tuple[Served, threading.Timer]] = field(default_factory=list)
    busy: set[Served] = field(default_factory=set)


_sessions: dict[str, _Session] = {}
_lock = threading.Lock()


def greet(dask_worker: Any) -> dict[str, Any]:
    """Return as JSON the id of this worker, and the Machine on which it runs."""
    return {"id": dask_worker.id, **this_machine().row()}


def receive(
    name: str,
    data: bytes,
    digest: str,
    folder: str,
    base: str,
    env: Mapping[str, str],
    dask_worker: Any,
) -> None:
    """Unpack the bundle of the session ``name``. ``folder`` is the folder in which requests are answered,
    relative to the bundle; ``base`` is the client's name of the folder of the bundle, empty for the topmost
    folder; ``env`` are variables of the client. Raises ValueError for another bundle than that of the digest.
    """
    root = Path(dask_worker.local_directory).resolve() / f"xfetch-{name}"
    shutil.rmtree(root, ignore_errors=True)
    (root / folder).mkdir(parents=True)
    unpack(data, digest, root)
    own = {key: value for key, value in os.environ.items() if not is_sent(key)}
    with _lock:
        _sessions[name] = _Session(root, root / folder, base, {**own, **env})


def is_sent(name: str) -> bool:
    """Whether jobs get the environment variable of this name from the client, not from the worker."""
    return name in SENT or name.startswith(SENT_PREFIX)


def answer(name: str, worker: str, module: str, request: str) -> str:
    """Let a process on this worker answer a request. Return JSON with ``answer``, or with ``died``: how the
    process died.

    Return JSON with ``strange`` if this worker is not the one that got the bundle.
    """
    # Imported here: only a worker has this library.
    from distributed import get_worker

    session = _sessions.get(name)
    if session is None or get_worker().id != worker:
        return json.dumps({STRANGE: True})
    try:
        with _process(session, module) as process:
            text = process.answer(request.replace(mark_of(name), _inside(str(session.root))))
    except Died as error:
        return json.dumps({DIED: str(error)})
    # Paths of this machine are told as the client knows them.
    return f'{{"{ANSWER}": {text.replace(_inside(str(session.root)), _inside(session.base))}}}'


def mark_of(name: str) -> str:
    """Return what stands in the requests of a session for the folder of its bundle on this worker."""
    return f"xfetch-bundle-{name}:"


def _inside(text: str) -> str:
    """Return a text as it stands inside a text of JSON."""
    return json.dumps(text)[1:-1]


def forget(name: str) -> None:
    """Remove the files of a session, and end its processes."""
    with _lock:
        session = _sessions.pop(name, None)
        if session is None:
            return
        processes = [*session.busy, *(one for one, _ in session.idle)]
        for _, timer in session.idle:
            timer.cancel()
        session.idle.clear()
    for process in processes:
        process.close()
    shutil.rmtree(session.root, ignore_errors=True)


@contextmanager
def _process(session: _Session, module: str) -> Iterator[Served]:
    """A process of the session that has nothing to do: a new one if none is there. One that has died is not
    kept.
    """
    with _lock:
        idle = session.idle.pop() if session.idle else None
    if idle is not None:
        idle[1].cancel()
    process = idle[0] if idle is not None else Served(module, session.folder, session.env)
    with _lock:
        session.busy.add(process)
    kept = False
    try:
        yield process
        kept = True
    finally:
        with _lock:
            session.busy.discard(process)
            if kept:
                _keep(session, process)
        if not kept:
            process.close()


def _keep(session: _Session, process: Served) -> None:
    """Keep a process for the next request, for a while: the client may be gone."""

    def end() -> None:
        with _lock:
            if kept not in session.idle:
                return
            session.idle.remove(kept)
        process.close()

    timer = threading.Timer(_IDLE_S, end)
    timer.daemon = True
    kept: tuple[Served, threading.Timer] = (process, timer)
    session.idle.append(kept)
    timer.start()

"""The signals that end a run: a closed terminal, ``docker stop`` and a cancelled job end it like Ctrl-C.

Where the system tells who sent a signal, one that comes from a process of the run itself is ignored: no
integration ends the run by it.
"""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

_ENDING = (signal.SIGTERM, signal.SIGHUP)


def end_like_ctrl_c() -> None:
    """From now on these signals raise KeyboardInterrupt in the main thread, as SIGINT does.

    One that is ignored, as ``nohup`` has it with SIGHUP, stays ignored. Call it in the main thread, before
    any other is started: they are blocked, and a thread of their own takes them.
    """
    ending = {number for number in _ENDING if signal.getsignal(number) is not signal.SIG_IGN}
    for number in ending:
        signal.signal(number, signal.default_int_handler)
    if ending and hasattr(signal, "sigwaitinfo"):
        signal.pthread_sigmask(signal.SIG_BLOCK, ending)
        threading.Thread(target=_take, args=(ending,), daemon=True).start()


def stay_to_the_end() -> None:
    """The process ends by itself now, and no signal shall keep it from cleaning up."""
    for number in (signal.SIGINT, *_ENDING):
        signal.signal(number, signal.SIG_IGN)


def _take(ending: set[signal.Signals]) -> None:
    main = threading.main_thread().ident
    assert main is not None
    while True:
        if not _descends(signal.sigwaitinfo(ending).si_pid):
            signal.pthread_kill(main, signal.SIGINT)


def _descends(pid: int) -> bool:
    """Whether this process started that one, or started who started it; no where nothing tells."""
    own, parent = os.getpid(), _parent(pid)
    while parent > 1:
        if parent == own:
            return True
        parent = _parent(parent)
    return False


def _parent(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return int(stat.rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0

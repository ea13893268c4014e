"""Makes SIGTERM and SIGHUP end a run like Ctrl-C: ``docker stop``, a cancelled job, a closed terminal.

If the system reports the sender of a signal, a signal from a process of the run itself is ignored, so that no
integration can end the run by it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from ..emulator.interrupts import CtrlC

_ENDING = (signal.SIGTERM, signal.SIGHUP)
# It interrupts the main thread where SIGINT is ignored, as in a shell's background job. No one else sends it.
_WAKING = signal.SIGURG
_AGAIN_S = 0.05


def end_like_ctrl_c() -> None:
    """Make SIGTERM and SIGHUP raise KeyboardInterrupt in the main thread, as SIGINT does.

    A signal that is ignored stays ignored (``nohup`` ignores SIGHUP). Call this in the main thread before any
    other thread starts: the signals are blocked, and a thread of their own receives them.
    """
    ending = {number for number in _ENDING if signal.getsignal(number) is not signal.SIG_IGN}
    for number in ending:
        signal.signal(number, signal.default_int_handler)
    if ending and hasattr(signal, "sigwaitinfo"):
        waking = signal.SIGINT
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            waking = _WAKING
            signal.signal(waking, signal.default_int_handler)
        _repeat_a_lost_one(waking)
        signal.pthread_sigmask(signal.SIG_BLOCK, ending)
        threading.Thread(target=_take, args=(ending, waking), daemon=True).start()


def stay_to_the_end() -> None:
    """Ignore SIGINT, SIGTERM and SIGHUP from now on, because the process is ending and must be able to
    remove its files.
    """
    for number in (signal.SIGINT, _WAKING, *_ENDING):
        signal.signal(number, signal.SIG_IGN)
    # CPython notes a KeyboardInterrupt that left the code of an ``exec`` (each dataclass is made by one).
    # It then ends the process by SIGINT instead of its exit code, even if the interrupt was caught. The next
    # ``eval`` clears the note.
    eval("None")


def _repeat_a_lost_one(waking: signal.Signals) -> None:
    """Interrupt the main thread again where Python drops the exception of a signal.

    Python prints and drops each exception that leaves a destructor or the callback of a weak reference; the
    import machinery has such callbacks, so that a signal in the first moments of a run could be lost.
    """
    main = threading.main_thread().ident
    assert main is not None
    tell = sys.unraisablehook

    def hook(dropped: sys.UnraisableHookArgs) -> None:
        marked = signal.getsignal(waking) is not signal.default_int_handler
        if not issubclass(dropped.exc_type, CtrlC if marked else KeyboardInterrupt):
            tell(dropped)
        elif signal.getsignal(waking) is not signal.SIG_IGN:
            # A little later, because the callback would drop this one too.
            again = threading.Timer(_AGAIN_S, signal.pthread_kill, (main, waking))
            again.daemon = True
            again.start()

    sys.unraisablehook = hook


def _take(ending: set[signal.Signals], waking: signal.Signals) -> None:
    main = threading.main_thread().ident
    assert main is not None
    while True:
        if not _descends(signal.sigwaitinfo(ending).si_pid):
            signal.pthread_kill(main, waking)


def _descends(pid: int) -> bool:
    """Whether the process ``pid`` is a descendant of this one; False where the system does not say."""
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

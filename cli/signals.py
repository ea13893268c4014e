"""The signals that end a run: a closed terminal, ``docker stop`` and a cancelled job end it like Ctrl-C."""

from __future__ import annotations

import signal

_ENDING = (signal.SIGTERM, signal.SIGHUP)


def end_like_ctrl_c() -> None:
    """From now on these signals raise KeyboardInterrupt, as SIGINT does.

    One that is ignored, as ``nohup`` has it with SIGHUP, stays ignored.
    """
    for number in _ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def stay_to_the_end() -> None:
    """The process ends by itself now, and no signal shall keep it from cleaning up."""
    for number in (signal.SIGINT, *_ENDING):
        signal.signal(number, signal.SIG_IGN)

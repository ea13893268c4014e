"""Make threads wait on the simulated clock.

A thread that waits first lets other threads run. When all threads are blocked, the clock moves to the
earliest deadline, and the thread with that deadline runs alone until it blocks again.
"""

from .alarms import Alarm
from .patches import patched_waits
from .turns import Turns, Wait, never, nothing
from .waiting_clock import Gate

__all__ = ["Alarm", "Gate", "Turns", "Wait", "never", "nothing", "patched_waits"]

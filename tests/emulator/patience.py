"""How long a limit on real time must be, so that sound fetches keep it on a busy machine too."""

from __future__ import annotations

import subprocess
import sys
from time import monotonic

_STARTS = 20


def patient_s(least_s: float) -> float:
    """Return ``least_s``, or twenty times what a bare Python takes to start now, where that is longer."""
    began_s = monotonic()
    subprocess.run([sys.executable, "-I", "-S", "-c", ""], check=True)
    return max(least_s, round(_STARTS * (monotonic() - began_s), 1))

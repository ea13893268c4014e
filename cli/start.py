"""The text that ``xfetch`` shows when it is called without a command."""

from __future__ import annotations

from importlib.util import find_spec

SAMPLE = "helloworld_twin"
# What the samples and most integrations import, and a bare installation does not bring.
_SAMPLES_IMPORT = ("dateparser", "requests")
_START = """\
xfetch runs the fetch of a Cortex XSOAR integration here, and
shows which events come twice and which are never fetched.

{install}try it:        xfetch run {sample}
your own:      xfetch run Packs/Acme/Integrations/Acme
               stops at the first request, and lists the ways
               to answer it; the best one to begin with:
               xfetch init Packs/Acme/Integrations/Acme
more samples:  xfetch samples
all commands:  xfetch --help
"""
_INSTALL = """\
first:         pip install {missing}
               (the samples import them)
"""


def start_text() -> str:
    """Return the first commands to try. If a library that the samples import is missing, the text also
    says how to install it.
    """
    missing = [name for name in _SAMPLES_IMPORT if find_spec(name) is None]
    install = _INSTALL.format(missing=" ".join(missing)) if missing else ""
    return _START.format(install=install, sample=SAMPLE)

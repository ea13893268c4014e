"""What can go wrong, with the exit code on the exception itself.

Two families. ``XfetchError`` ends a run with one message for the user. ``Interruption`` unwinds the
integration's own code: it derives from BaseException, because integrations catch Exception freely.
"""

from __future__ import annotations


class XfetchError(Exception):
    """One message: what happened, where, and what to do about it.

    ``where`` is a file, a line or an option, never an absolute path the user did not type;
    ``advice`` holds one line per way out.
    """

    exit_code = 3

    def __init__(self, what: str, *, where: str = "", advice: tuple[str, ...] = ()) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.advice = advice

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return "\n".join([head, *(f"  {line}" for line in self.advice)])


class UsageError(XfetchError):
    """The command line or an option's value is wrong."""

    exit_code = 2


class CannotWrite(UsageError):
    """The disk takes no more, as a rule since it is full."""


class LoadError(XfetchError):
    """The integration (or a file it needs) cannot be read, compiled or imported."""


class VendorError(XfetchError):
    """The user's vendor file or reply is itself at fault, not the integration."""


class NotEmulatedError(XfetchError):
    """The run needs something that xfetch was not given or does not emulate."""

    exit_code = 4


class Bug(Exception):
    """An exception that nobody expected, in words fit to be shown: its class and text, its traceback."""

    def __init__(self, what: str, trace: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.trace = trace

    def __str__(self) -> str:
        return self.what


class Interruption(BaseException):
    """Unwinds the integration; nothing of its own may catch it by accident."""


class KilledAtTimeout(Interruption):
    """The simulated clock reached the moment at which the server kills the run."""


class KilledByFault(KilledAtTimeout):
    """A scenario's fault ends the run here, as if its container had died."""


class Unwound(Interruption):
    """A long-running integration has run as many cycles as were asked for."""


class VendorBroke(Interruption):
    """The vendor file raised; carries the VendorError that the user shall read."""

    def __init__(self, error: VendorError) -> None:
        super().__init__(str(error))
        self.error = error

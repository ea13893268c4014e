"""The exceptions of xfetch, with their exit codes.

There are two families. ``XfetchError`` ends the command with one message for the user. ``Interruption`` ends
the integration's code; it derives from BaseException, because integrations often catch Exception.
"""

from __future__ import annotations


class XfetchError(Exception):
    """An error for the user: what happened, where, and what to do.

    ``where`` is a file, a line or an option, never an absolute path that the user did not type. ``advice``
    has one line for each solution.
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
    """The command line, an option's value, a parameter or the project's configuration is wrong."""

    exit_code = 2


class CannotWrite(UsageError):
    """A file cannot be written, usually because the disk is full."""


class LoadError(XfetchError):
    """The integration or another input file, such as a scenario or a recording, cannot be read, or is not
    valid.
    """


class VendorError(XfetchError):
    """The user's file that simulates the product is wrong, not the integration."""


class NotEmulatedError(XfetchError):
    """The run needs something that xfetch was not given or does not emulate."""

    exit_code = 4


class Bug(Exception):
    """An unexpected exception inside xfetch; its text and traceback are masked, so that they can be shown."""

    def __init__(self, what: str, trace: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.trace = trace

    def __str__(self) -> str:
        return self.what


class Interruption(BaseException):
    """Base of the exceptions that end the integration's code. They derive from BaseException, so that the
    code does not catch them by accident.
    """


class KilledAtTimeout(Interruption):
    """The simulated clock reached the server's time limit for the fetch."""


class KilledByFault(KilledAtTimeout):
    """A fault in the scenario ends the fetch here, as if its container had been killed."""


class Unwound(Interruption):
    """A long-running integration has run the requested number of cycles, so it is ended."""


class VendorBroke(Interruption):
    """The user's vendor file raised an exception; ``error`` is the VendorError that the user sees."""

    def __init__(self, error: VendorError) -> None:
        super().__init__(str(error))
        self.error = error

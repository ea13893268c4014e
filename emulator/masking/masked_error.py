"""An exception on its way to the user, without the secrets in its words.

What a vendor file or an integration raises may quote what it was given: its text, its traceback, and the
texts of the exceptions behind it.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from ..error_text import named_error, own_text
from ..errors import Bug, VendorBroke, XfetchError
from .mask import Mask

Message = TypeVar("Message", bound=XfetchError)


@contextmanager
def masked_errors(mask: Mask) -> Iterator[None]:
    """Let no exception of the block pass that says a secret: another one with masked words is raised.

    The original is not in its chain, since a reader of the chain would see the secret there.
    """
    try:
        yield
    except Exception as error:
        made = masked_error(error, mask)
        if made is error:
            raise
        raise made from None
    except VendorBroke as broke:
        raise VendorBroke(_message(broke.error, mask)) from None


def masked_error(error: Exception, mask: Mask) -> Exception:
    """The error itself where its words hold no secret. Of others a message for the user and an error of
    the system keep their class; all else becomes a Bug."""
    text = own_text(error)
    what = named_error(error)
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    whole = f"{what}\n{trace}"
    if text is not None and mask.text(whole) == whole:
        return error
    if isinstance(error, XfetchError):
        return _message(error, mask)
    if isinstance(error, OSError) and error.errno is not None:
        return type(error)(error.errno, mask.text(str(error.strerror)))
    return Bug(mask.text(what), mask.text(trace))


def _message(error: Message, mask: Mask) -> Message:
    """The error with other words, and with whatever more its class keeps."""
    made = type(error).__new__(type(error))
    what = mask.text(error.what)
    advice = tuple(map(mask.text, error.advice))
    made.args = (what,)
    made.__dict__.update(error.__dict__, what=what, where=mask.text(error.where), advice=advice)
    return made


def itself_failed(error: BaseException) -> str:
    """The message for an exception that nobody expected."""
    advice = "this is a bug of xfetch; XFETCH_TRACEBACK=1 shows where, for the report of it"
    return f"xfetch itself failed: {named_error(error)}\n  {advice}"

"""Mask secrets in exceptions before the user sees them.

An exception of a vendor file or an integration may quote a secret in its message, in its traceback, or in the
exceptions that caused it.
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
    """While this context is open, mask exceptions that leave it: one with a secret is replaced by a masked
    one.

    The new exception does not refer to the original, whose traceback would show the secret.
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
    """Return the same exception if it contains no secret, else one with masked text.

    An XfetchError, and an OSError with an error number, keep their class; any other exception becomes a Bug.
    """
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
    """Return a copy of an XfetchError with the secrets in its texts masked; its other attributes stay."""
    made = type(error).__new__(type(error))
    what = mask.text(error.what)
    advice = tuple(map(mask.text, error.advice))
    made.args = (what,)
    made.__dict__.update(error.__dict__, what=what, where=mask.text(error.where), advice=advice)
    return made


def itself_failed(error: BaseException) -> str:
    """Return the message for an unexpected exception, which is a bug of xfetch."""
    advice = "this is a bug of xfetch; please report it with what XFETCH_TRACEBACK=1 shows"
    return f"xfetch itself failed: {named_error(error)}\n  {advice}"

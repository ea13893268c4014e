"""The methods of a vendor, which is the object that plays the product, and functions that call them."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from ..error_text import named_error
from ..errors import VendorError
from ..interrupts import pass_on
from ..record.product_event import VendorEvent
from .answer_forms import ALLOWED, to_answer
from .message import Failure, Request, Response
from .truth import TruthError, events_of


class Vendor(Protocol):
    """The object that plays the product: it answers the integration's HTTP requests.

    A vendor may have more methods. ``events()`` returns the events that the product holds: dictionaries or
    objects with id, created and, if needed, visible, fields, updates, removed, in_scope, stream.
    ``explain(request)`` tells why the vendor does not answer a request. ``state()`` and ``restore(state)``
    save and load what the vendor must remember if its process dies.
    """

    def handle(self, request: Request, now: datetime) -> object:
        """Return the answer to a request in one of the forms of ``ALLOWED``; ``now`` is aware and in UTC."""


def answer(vendor: Vendor, request: Request, now: datetime) -> Response | Failure | None:
    """Call the vendor's ``handle()``; None means that the vendor does not answer this request.

    Raises VendorError when the vendor raises, or returns a value that is not an answer.
    """
    try:
        returned = vendor.handle(request, now)
    except VendorError:
        raise
    except BaseException as error:
        pass_on(error)
        raise fault(vendor, "handle()", error, tuple(_about(request))) from error
    try:
        return to_answer(returned)
    except ValueError as error:
        raise VendorError(
            str(error),
            where=vendor_name(vendor),
            advice=(f"the request was {_asked(request)}", "it may return:", *ALLOWED),
        ) from error


def ground_truth(vendor: Vendor) -> tuple[VendorEvent, ...] | None:
    """Return the events that the product holds, as the vendor's ``events()`` lists them; None without that
    method.

    Raises VendorError when ``events()`` raises, or returns something that is not an event.
    """
    events: tuple[VendorEvent, ...] | None = _optional(vendor, "events", then=events_of)
    return events


def unmatched(vendor: Vendor, request: Request) -> tuple[str, ...]:
    """Return for each route or reply of the vendor one line that tells why it did not answer a request.

    For a vendor without ``explain`` return one line. Raises VendorError when ``explain`` raises.
    """
    reasons: tuple[str, ...] | None = _optional(vendor, "explain", request, then=tuple)
    return (f"{vendor_name(vendor)}: handle() returned None",) if reasons is None else reasons


def state_of(vendor: object) -> object:
    """Return what the vendor's method ``state`` returns; None if the vendor has no such method.

    Raises VendorError when the method raises. If the vendor's process dies, ``restore_state`` loads this
    state into a new vendor.
    """
    return _optional(vendor, "state")


def restore_state(vendor: object, state: object) -> None:
    """Load into a new vendor the state that ``state_of`` returned for its predecessor.

    Does nothing if the vendor has no method ``restore``. Raises VendorError when that method raises.
    """
    _optional(vendor, "restore", state)


def _optional(
    vendor: object, name: str, *args: object, then: Callable[[Any], Any] | None = None
) -> Any:
    """Call a method that a vendor may have, and return the result after ``then``; None without the method.

    Raises VendorError when the method or ``then`` raises.
    """
    method = getattr(vendor, name, None)
    if not callable(method):
        return None
    try:
        returned = method(*args)
        return returned if then is None else then(returned)
    except TruthError as error:
        raise VendorError(str(error), where=vendor_name(vendor)) from error
    except BaseException as error:
        pass_on(error)
        raise fault(vendor, f"{name}()", error) from error


def vendor_name(vendor: object) -> str:
    """Return the name of the file that defines a vendor; if there is no file, the name of its class."""
    home = _file(vendor)
    return Path(home).name if home else type(getattr(vendor, "inner", vendor)).__name__


def fault(
    vendor: object, doing: str, error: BaseException, advice: tuple[str, ...] = ()
) -> VendorError:
    """Convert an exception that a vendor raised to a VendorError that names the line in the vendor's file."""
    what = f"{doing} raised {named_error(error)}"
    place, code = _place(_file(vendor), error.__traceback__)
    shown = (f"the line is: {code}",) if code else ()
    return VendorError(what, where=place or vendor_name(vendor), advice=(*shown, *advice))


def _file(vendor: object) -> str:
    # A wrapper (faults, masking) holds the user's vendor in ``inner``.
    vendor = getattr(vendor, "inner", vendor)
    code = getattr(getattr(vendor, "handle", None), "__code__", None)
    return code.co_filename if code is not None else ""


def _place(home: str, trace: TracebackType | None) -> tuple[str, str]:
    """Return the innermost line of a traceback that is in the vendor's folder (``acme.py:12``), and its
    code.

    Both are empty if there is no such line.
    """
    folder, found = Path(home).parent, ("", "")
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if home and file.parent == folder:
            code = linecache.getline(str(file), trace.tb_lineno).strip()
            found = (f"{file.name}:{trace.tb_lineno}", code)
        trace = trace.tb_next
    return found


def _about(request: Request) -> Iterator[str]:
    """Yield lines about the request that was being answered: names of its parameters, without their
    values.
    """
    yield f"while it answered {_asked(request)}"
    if request.query:
        yield f"the query has: {', '.join(request.query)}"


def _asked(request: Request) -> str:
    # Without the query: it may hold API keys.
    return f"{request.method} {request.url.partition('?')[0]}"

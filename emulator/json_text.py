"""JSON text of many small values: json's own encoder, made ready once instead of for each call."""

from __future__ import annotations

import json
from collections.abc import Callable
from json import encoder

from .record import Json

_TRIED: Json = {"a": [1.5, "é", None]}


def ready_encoder(between: str, after_key: str) -> Callable[[Json], str]:
    """What makes a value's text, with these separators, in ASCII.

    The answer raises TypeError, ValueError or RecursionError for what is no JSON.
    """
    # What contains itself is found by its depth as well.
    plain = json.JSONEncoder(separators=(between, after_key), check_circular=False)
    make = getattr(encoder, "c_make_encoder", None)
    if make is None:
        return plain.encode
    quote = encoder.encode_basestring_ascii
    try:
        parts = make(None, plain.default, quote, None, after_key, between, False, False, True)
        same = "".join(parts(_TRIED, 0)) == plain.encode(_TRIED)
    except TypeError:
        # Not every Python has it in this form.
        same = False
    return (lambda value: "".join(parts(value, 0))) if same else plain.encode


# As json.dumps.
json_text = ready_encoder(", ", ": ")

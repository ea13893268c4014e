"""JSON text of many small values: json's own encoder, made ready once instead of for each call."""

from __future__ import annotations

import json
from collections.abc import Callable
from json import encoder
from typing import Any


def _ready() -> Callable[[Any], str]:
    # What contains itself is found by its depth as well.
    plain = json.JSONEncoder(check_circular=False)
    make = getattr(encoder, "c_make_encoder", None)
    if make is None:
        return plain.encode
    try:
        parts = make(
            None,
            plain.default,
            encoder.encode_basestring_ascii,
            None,
            ": ",
            ", ",
            False,
            False,
            True,
        )
        "".join(parts({"a": [1.5, None]}, 0))
    except TypeError:
        # Not every Python has it, nor in this form.
        return plain.encode
    return lambda value: "".join(parts(value, 0))


# As json.dumps. Raises TypeError, ValueError or RecursionError for what is no JSON.
json_text = _ready()

"""Convert the instance's parameters to ``SmartGetDict``, as production does when it runs
CommonServerPython.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from typing import Any

    import demistomock as demisto

__all__ = ("SmartGetDict",)


class SmartGetDict(dict):  # type: ignore[type-arg]
    """A dictionary whose ``get`` returns the default also for a key whose value is None (observed in
    production).
    """

    def get(self, key: Any, default: Any = None) -> Any:
        value = dict.get(self, key)
        return default if value is None else value


if not os.getenv("COMMON_SERVER_NO_AUTO_PARAMS_REMOVE_NULLS") and demisto.params():
    demisto.callingContext["params"] = SmartGetDict(demisto.params())

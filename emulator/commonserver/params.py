"""Convert the instance's parameters to ``SmartGetDict``, as production does when it runs
CommonServerPython; the key of AutoFocus beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from typing import Any

    import demistomock as demisto

    from .demisto_exception import DemistoException

__all__ = ("AutoFocusKeyRetriever", "SmartGetDict")


class SmartGetDict(dict):  # type: ignore[type-arg]
    """A dictionary whose ``get`` returns the default also for a key whose value is None (observed in
    production).
    """

    def get(self, key: Any, default: Any = None) -> Any:
        value = dict.get(self, key)
        return default if value is None else value


class AutoFocusKeyRetriever:
    """The key of AutoFocus in ``key``: the instance's parameter, else the licence's.

    Raises DemistoException where the licence has none.
    """

    def __init__(self, api_key: Any) -> None:
        try:
            self.key = api_key or demisto.getAutoFocusApiKey()
        except ValueError as error:
            text = "AutoFocus API Key is only available on the main account for TIM customers. "
            raise DemistoException(text + str(error))


if not os.getenv("COMMON_SERVER_NO_AUTO_PARAMS_REMOVE_NULLS") and demisto.params():
    demisto.callingContext["params"] = SmartGetDict(demisto.params())

"""The log of an integration (``LOG``): it collects lines, masks the parameters' secrets, and prints on
demand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import json
    import logging
    import re
    import sys
    import urllib
    import urllib.parse
    from collections.abc import Callable
    from typing import Any

    import demistomock as demisto

    from .constants import STRING_TYPES
    from .curl_lines import _add_to_curls
    from .values import b64_encode

__all__ = (
    "LOG",
    "DemistoHandler",
    "IntegrationLogger",
    "add_sensitive_log_strs",
    "find_and_remove_sensitive_text",
    "formatAllArgs",
    "is_debug_mode",
    "logger",
)

_REPLACED = "<XX_REPLACED>"
# A parameter whose name has one of these in it is secret (observed).
_SECRET_WORDS = ("key", "private", "password", "secret", "token", "credentials", "service_account")


def is_debug_mode() -> bool:
    return bool(getattr(demisto, "is_debug", False))


class IntegrationLogger:
    """Collects log lines of an integration. ``print_log`` writes them to the server's log as one text."""

    def __init__(self, debug_logging: bool = False) -> None:
        self.messages: list[str] = []
        self.write_buf: list[str] = []
        self.replace_strs: list[str] = []
        self.curl: list[str] = []
        self.buffering = True
        self.debug_logging = debug_logging
        try:
            params = demisto.params()
        except AttributeError:
            return
        if params:
            self._iter_sensistive_dict_obj(params, _SECRET_WORDS)

    def _iter_sensistive_dict_obj(self, dict_obj: Any, sensitive_params: tuple[str, ...]) -> None:
        for name, value in dict_obj.items():
            if isinstance(value, dict):
                self._iter_sensistive_dict_obj(value, sensitive_params)
                if value.get("identifier") and value.get("password"):
                    self.add_replace_strs(b64_encode(f"{value['identifier']}:{value['password']}"))
            elif isinstance(value, STRING_TYPES) and any(
                word in name.lower() for word in sensitive_params
            ):
                self.add_replace_strs(value, b64_encode(value))

    def encode(self, message: Any) -> str:
        """Return a log message as text, with every secret replaced."""
        text = message if isinstance(message, str) else str(message)
        for secret in self.replace_strs:
            text = text.replace(secret, _REPLACED)
        return text

    def __call__(self, message: Any) -> str:
        text = self.encode(message)
        if self.buffering:
            self.messages.append(text)
        else:
            demisto.info(text)
        if self.debug_logging:
            demisto.debug(text)
        return text

    def add_replace_strs(self, *args: Any) -> None:
        """Mask further secrets in the log, in each form in which they can appear."""
        for text in [self.encode(arg) for arg in args if arg]:
            self.replace_strs += (
                text.replace("\n", "\\n"),
                text,
                json.dumps(text)[1:-1],
                urllib.parse.quote_plus(text),
            )

    def set_buffering(self, state: bool) -> None:
        self.buffering = state

    def print_log(self, verbose: bool = False) -> None:
        if self.write_buf:
            self.messages.append(self.encode("".join(self.write_buf)))
        if self.messages:
            text = "Full Integration Log:\n" + "\n".join(self.messages)
            if verbose:
                demisto.log(text)
            if not self.debug_logging:
                demisto.info(text)
            self.messages = []

    def build_curl(self, text: Any) -> None:
        """Add what a debug line of Python's HTTP client shows to the curl commands: a request, or its body.

        Raises IndexError for a line that shows nothing sent.
        """
        _add_to_curls(self.curl, text)

    def write(self, msg: str) -> None:
        """Log a text once its line is complete, so that ``LOG`` can be the file of ``print``."""
        self.write_buf.append(msg)
        if "\n" in msg:
            text = "".join(self.write_buf)
            self.write_buf = []
            self(text.removesuffix("\n"))

    def print_override(self, *args: Any, **kwargs: Any) -> None:
        import builtins

        file = kwargs.get("file")
        to_log = file is None or file in (sys.stdout, sys.stderr)
        builtins.print(*args, **{**kwargs, "file": self if to_log else file})


class DemistoHandler(logging.Handler):
    """Passes records of Python's ``logging`` to the integration's log, or to the server's debug log."""

    def __init__(self, int_logger: Any = None) -> None:
        logging.Handler.__init__(self)
        self.int_logger = int_logger

    def emit(self, record: logging.LogRecord) -> None:
        message = self.format(record)
        if self.int_logger:
            self.int_logger(message)
        else:
            demisto.debug(message)


LOG = IntegrationLogger(debug_logging=is_debug_mode())


def add_sensitive_log_strs(sensitive_str: Any) -> None:
    """Mask this secret in the log and in errors from now on."""
    LOG.add_replace_strs(sensitive_str)


def find_and_remove_sensitive_text(text: Any, pattern: Any) -> None:
    """Mask from now on every text that the regular expression ``pattern`` finds."""
    for found in set(re.findall(pattern, text)):
        add_sensitive_log_strs(found)


def formatAllArgs(args: Any, kwds: Any) -> str:
    """Return the arguments of a call as text.

    Blanks in keyword arguments are removed (observed in production).
    """
    keywords = str(kwds)[1:-1].replace(":", "=").replace(" ", "")
    return ",".join(map(repr, args)) + "," + keywords


def logger(func: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a function so that each of its calls is logged."""

    def func_wrapper(*args: Any, **kwargs: Any) -> Any:
        LOG(f"calling {func.__name__}({formatAllArgs(args, kwargs)})")
        return func(*args, **kwargs)

    return func_wrapper

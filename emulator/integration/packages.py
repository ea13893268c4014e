"""Build errors about libraries that are missing, of another version or broken, with the name for pip."""

from __future__ import annotations

import inspect
import sys
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType, TracebackType

from ..error_text import named_error
from ..errors import LoadError
from .python2 import is_python2_module, python2_code
from .source import Integration

# By module, its distribution on PyPI; any other module is assumed to be its own distribution.
_DISTRIBUTIONS = {
    "Crypto": "pycryptodome",
    "OpenSSL": "pyOpenSSL",
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python-headless",
    "dateutil": "python-dateutil",
    "demisto_client": "demisto-py",
    "dns": "dnspython",
    "falconpy": "crowdstrike-falconpy",
    "git": "GitPython",
    "google.cloud.pubsub_v1": "google-cloud-pubsub",
    "google.oauth2": "google-auth",
    "googleapiclient": "google-api-python-client",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "kafka": "kafka-python",
    "magic": "python-magic",
    "pkg_resources": "setuptools",
    "psycopg2": "psycopg2-binary",
    "serial": "pyserial",
    "slack": "slackclient",
    "smb": "pysmb",
    "socks": "PySocks",
    "splunklib": "splunk-sdk",
    "websocket": "websocket-client",
    "win32com": "pywin32",
    "yaml": "PyYAML",
    "zmq": "pyzmq",
}


def distribution(module: str) -> str:
    """Return the name by which pip installs a Python module (``yaml``: ``PyYAML``)."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        name = _DISTRIBUTIONS.get(".".join(parts[:length]))
        if name:
            return name
    return parts[0]


def missing_library(error: BaseException | None) -> str:
    """Return advice on installing a library, if an exception goes back to a failed import of it; else the
    empty text. It does so too where the code caught that ImportError and raised an exception of its own.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, ModuleNotFoundError) and error.name:
            module = error.name
            install = f"pip install {distribution(module)}, or --module {module}=FILE"
            return f"`{module}` is not installed here; {install}"
        error = error.__cause__ or error.__context__
    return ""


def other_version(error: BaseException | None, own_file: str) -> str:
    """Return advice on installing another version of a library, if an exception goes back to a name that
    the installed one does not have, or if it refuses a class that the code defines; else the empty text.
    ``own_file`` is the file name of the integration's code.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        module = _lacking(error) or _refusing(error.__traceback__, own_file)
        name = module.partition(".")[0]
        if name and (installed := _version(name)):
            return (
                f"`{name}` is not installed here in the version that the code was written for, but"
                f" in {installed}; install that version with pip, or run with a Python that has it:"
                " --python PATH"
            )
        error = error.__cause__ or error.__context__
    return ""


def _lacking(error: BaseException) -> str:
    """Return the module that does not have the name that was imported from it, or looked up in it."""
    if isinstance(error, ImportError) and not isinstance(error, ModuleNotFoundError):
        return error.name or ""
    if isinstance(error, AttributeError) and isinstance(error.obj, ModuleType):
        return str(error.obj.__name__)
    return ""


def _refusing(trace: TracebackType | None, own_file: str) -> str:
    """Return the module that raised while the integration's code defined a class: no data has come yet that
    it could fail at. Empty for an exception that was raised elsewhere.
    """
    module = ""
    defines = False
    while trace is not None:
        code = trace.tb_frame.f_code
        if own := code.co_filename == own_file:
            # The body of a class is neither a function nor the module.
            defines = code.co_name != "<module>" and not code.co_flags & inspect.CO_OPTIMIZED
        module = "" if own else str(trace.tb_frame.f_globals.get("__name__", ""))
        trace = trace.tb_next
    return module if defines else ""


def _version(module: str) -> str:
    """Return the version of the installed library with this module; empty for a module of another kind."""
    if module in sys.stdlib_module_names:
        return ""
    try:
        return version(distribution(module))
    except PackageNotFoundError:
        return ""


def missing_module(integration: Integration, module: str, line: int) -> LoadError:
    """Build the error for an import of a library that is not installed."""
    where = f"{integration.file}:{line}"
    if is_python2_module(module):
        return python2_code(where, f"it imports `{module}`")
    image = integration.manifest.docker_image
    return LoadError(
        f"the integration imports `{module}`, which is not installed here",
        where=where,
        advice=(
            f"pip install {distribution(module)}",
            *((f"the integration's own docker image is {image}",) if image else ()),
            f"or put a file of yours in its place: --module {module}=FILE",
        ),
    )


def broken_module(
    integration: Integration, module: str, line: int, error: BaseException
) -> LoadError:
    """Build the error for an installed library that fails to import."""
    image = integration.manifest.docker_image
    return LoadError(
        f"importing `{module}` fails: {named_error(error)}",
        where=f"{integration.file}:{line}",
        advice=(
            "the installed version may not fit: the integration was written for"
            f" {'docker image ' + image if image else 'another one'}",
        ),
    )

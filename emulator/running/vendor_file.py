"""The vendor file of a request (a Python file of the user that simulates the product), and the place of a
mistake in a simulated product.
"""

from __future__ import annotations

import ast
from pathlib import Path

from ..errors import VendorError
from ..integration.source import package_folder
from ..recording.read_recording import is_recording
from ..request.request import Request
from ..settings.section import SectionError

EVENTS = "events"  # the parameter of a vendor's class that gets the events
BESIDE = "vendor.py"  # the vendor file that an integration's folder may hold, as the samples do


def vendor_file_of(request: Request) -> Path | None:
    """Return the vendor file whose code answers the requests; None without one."""
    if request.product.vendor_file:
        return None if is_recording(request.product.vendor_file) else request.product.vendor_file
    if request.product.api is not None or request.product.replies or request.scenario.live:
        return None
    folder = package_folder(request.target)
    beside = folder / BESIDE if folder is not None else None
    return beside if beside is not None and beside.is_file() else None


def takes_events(vendor_file: Path) -> bool:
    """Whether the class Vendor of a file can be given events: its ``__init__`` has the parameter for them.
    The code is not executed; a file that cannot be read takes none.
    """
    try:
        tree = ast.parse(vendor_file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return False
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == "Vendor":
            made = [
                one
                for one in node.body
                if isinstance(one, ast.FunctionDef) and one.name == "__init__"
            ]
            return any(
                arg.arg == EVENTS for one in made for arg in (*one.args.args, *one.args.kwonlyargs)
            )
    return False


def located(error: VendorError, request: Request) -> VendorError:
    """Add file and line to an error of the scenario's ``api`` section; return any other error unchanged."""
    if not isinstance(error, SectionError) or request.scenario_file is None:
        return error
    from ..request.scenario_file.document import read_document

    found = read_document(request.scenario_file).located(error)
    return VendorError(found.what, where=found.where, advice=found.advice)

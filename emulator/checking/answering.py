"""Checks scenarios that another machine sends: a process beside a Dask worker runs it as ``__main__``."""

from __future__ import annotations

from pathlib import Path

from ..executing.served import serve
from ..record.entries import CheckedJson, Json
from .baseline import baseline_of
from .check_one import CheckSettings, check_one
from .check_task import CHECKED, PROBLEM


def answered(request: CheckedJson) -> Json:
    """Check the scenario of a request with its settings. Return the result, and how long it took."""
    path, known = Path(request["scenario"]), request["known"]
    settings = CheckSettings(
        content=request["content"],
        content_variable=request["content_variable"],
        strict=request["strict"],
        fail_on=request["fail_on"],
        severities=request["severities"],
        reports=tuple(request["reports"]),
        baseline=None if known is None else baseline_of(path, map(PROBLEM.read, known)),
    )
    one = check_one(path, settings)
    return {"took_s": one.took_s, "checked": CHECKED.plain(one)}


if __name__ == "__main__":
    serve(answered)

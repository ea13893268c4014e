"""How far an integration got, by class."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .ran import Ran

# From best to worst; of two runs the better one counts.
REQUEST, CLEAN = "first request", "clean end"
PARAMETER, CODE, TIMEOUT = "parameter needed", "code crash", "timeout"
LIBRARY, REFUSED, XFETCH = "missing library", "refused", "xfetch crash"
CLASSES = (REQUEST, CLEAN, PARAMETER, CODE, TIMEOUT, LIBRARY, REFUSED, XFETCH)
REACHED = (REQUEST, CLEAN)
_LIBRARY = re.compile(r"\bimports `|importing `")
_ASKS = re.compile(
    r"\b(param(eter)?s?|argument|credentials?|certificate|private key|api key|please|must|provide|"
    r"configur\w+|required|specify|invalid|expected|format|should be|enter|decode|parse)\b",
    re.I,
)


@dataclass(frozen=True)
class Verdict:
    """``detail`` is the first request (method and address, no query), or the message."""

    kind: str
    detail: str = ""

    @property
    def reached(self) -> bool:
        return self.kind in REACHED

    @property
    def rank(self) -> int:
        return CLASSES.index(self.kind)


def verdict_of(ran: Ran) -> Verdict:
    """The class of one run with the network denied."""
    if ran.exit_code is None:
        return Verdict(TIMEOUT, "no end within the real time limit")
    complaint = ran.stderr.strip()
    if "xfetch itself failed" in complaint or "Traceback (most recent call last)" in complaint:
        return Verdict(XFETCH, one_line(complaint))
    if ran.report is None:
        return _complained(ran.exit_code, complaint)
    first = first_request(ran)
    if first:
        return Verdict(REQUEST, first)
    failed = [cycle for cycle in ran.report["cycles"] if cycle["status"] not in ("ok", "skipped")]
    if not failed:
        return Verdict(CLEAN, f"{len(ran.report['cycles'])} cycles")
    status, message = failed[0]["status"], one_line(failed[0]["message"])
    if status == "timeout":
        return Verdict(TIMEOUT, message)
    return Verdict(PARAMETER if _asks_for(message, ran) else CODE, message)


def first_request(ran: Ran, *, whole: bool = False) -> str:
    """What was asked first, its kind in front where it is not HTTP; empty where nothing was.

    ``whole`` keeps the query.
    """
    shown = str if whole else _address
    record = ran.report["record"] if ran.report else {"requests": [], "attempts": []}
    for request in record["requests"]:
        return f"{request['method']} {shown(request['url'])}"
    for attempt in record["attempts"]:
        target = shown(attempt["target"])
        return target if attempt["kind"] == "http" else f"{attempt['kind']} {target}"
    return ""


def _complained(exit_code: int, complaint: str) -> Verdict:
    line = one_line(complaint)
    if exit_code not in (2, 3, 4):
        return Verdict(XFETCH, f"exit code {exit_code}: {line}")
    if _LIBRARY.search(complaint):
        return Verdict(LIBRARY, line)
    return Verdict(PARAMETER if exit_code == 2 else REFUSED, line)


def _asks_for(message: str, ran: Ran) -> bool:
    """Whether the message speaks of a parameter: by a word for one, or by the name of one."""
    assert ran.report is not None
    names = [item["name"] for item in ran.report["record"]["manifest"]["parameters"]]
    named = any(re.search(rf"\b{re.escape(name)}\b", message) for name in names if len(name) > 3)
    return named or bool(_ASKS.search(message))


def one_line(text: str) -> str:
    """On one line, without this machine's paths, at a length that a table bears."""
    line = " ".join(text.split()).removeprefix("error: ").removeprefix("Error: ")
    line = re.sub(r"0x[0-9a-f]{6,}", "0x…", line)
    line = re.sub(r"(?<![\w.:/])/\S+?/(?=site-packages/|Packs/)", "", line)
    return line if len(line) <= 160 else line[:159] + "…"


def _address(target: str) -> str:
    return target.partition("?")[0].partition("#")[0]

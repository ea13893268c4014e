"""Text of a product or an integration, made fit to be shown: it must not command what shows it.

A terminal obeys escape sequences (they set the clipboard, clear the screen, hide text), a reader is
deceived by bidirectional overrides, and a CI runner obeys lines such as ``::error::``. All three come
as ordinary text in events, log lines, error messages and names of files.
"""

from __future__ import annotations

import re

# C0, DEL and C1; line and paragraph separators; embeddings, overrides and isolates of direction; halves
# of surrogate pairs (cut emoji), which no file and no terminal can take.
_COMMANDING = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_CHARACTER = re.compile(f"[{_COMMANDING}]")
# GitHub obeys ::name …:: at the start of a line, behind blanks too, and ##[name] anywhere; Azure
# ##vso[…], TeamCity ##teamcity[…].
_MARK = r"(?<=#)#(?=\w*\[)"
_RUNNER = re.compile(rf"^([^\S\n]*):(?=:[\w-]+[^\n]*::)|{_MARK}", re.MULTILINE)
_JSON_RUNNER = re.compile(_MARK)
_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]")


def printable(text: str) -> str:
    """The text with what commands a terminal or a CI runner written out: ``\\x1b``, ``\\u202e``.

    Line breaks and tabs stay. Twice is the same as once.
    """
    if not text.isprintable():
        text = _CHARACTER.sub(_written_out, text)
    return _RUNNER.sub(_broken_up, text) if "::" in text or "##" in text else text


def printable_line(text: str) -> str:
    """The same on one line: each line break and each tab is a blank."""
    return printable(text if text.isprintable() else _BREAKS.sub(" ", text))


def printable_json(text: str) -> str:
    """JSON text that stays the same JSON, with what would command its reader as ``\\u…``.

    Only strings of JSON can hold such characters, so the escape of JSON stands for them.
    """
    if not text.isascii() or "\x7f" in text:
        text = _CHARACTER.sub(_json_escape, text)
    return _JSON_RUNNER.sub(r"\\u0023", text) if "##" in text else text


def _written_out(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _json_escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    # What lies between two strings, a line break, is not text of anybody else.
    return found[0] if code < 0x20 else f"\\u{code:04x}"


def _broken_up(found: re.Match[str]) -> str:
    return "\\x23" if found[0] == "#" else f"{found[1]}\\x3a"

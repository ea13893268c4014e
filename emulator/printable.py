"""Escapes text of a product or an integration, so that it cannot control a terminal or a CI runner.

Escape sequences make a terminal set the clipboard, clear the screen or hide text. Bidirectional overrides
deceive readers. CI runners execute lines such as ``::error::``. All of these may appear in events, log lines,
error messages and file names.
"""

from __future__ import annotations

import re

# C0, DEL and C1; line and paragraph separators; embeddings, overrides and isolates of direction; halves
# of surrogate pairs (cut emoji), which no file and no terminal can take.
_COMMANDING = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_CHARACTER = re.compile(f"[{_COMMANDING}]")
# GitHub executes ::name …:: at the start of a line, also after blanks, and ##[name] anywhere; Azure
# executes ##vso[…], TeamCity ##teamcity[…].
_MARK = r"(?<=#)#(?=\w*\[)"
_RUNNER = re.compile(rf"^([^\S\n]*):(?=:[\w-]+[^\n]*::)|{_MARK}", re.MULTILINE)
_JSON_RUNNER = re.compile(_MARK)
_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]")


def printable(text: str) -> str:
    r"""Escape the characters that control a terminal or a CI runner: ``\x1b``, ``\u202e``.

    Newlines (``\n``) and tabs stay. Escaping twice changes nothing more.
    """
    if not text.isprintable():
        text = _CHARACTER.sub(_written_out, text)
    return _RUNNER.sub(_broken_up, text) if "::" in text or "##" in text else text


def printable_line(text: str) -> str:
    """Escape what controls a terminal or a CI runner, and replace line breaks and tabs by blanks."""
    return printable(text if text.isprintable() else _BREAKS.sub(" ", text))


def printable_json(text: str) -> str:
    """Escape in JSON text what controls a terminal or a CI runner; its parsed value stays the same.

    Only strings of JSON can contain such characters.
    """
    if not text.isascii() or "\x7f" in text:
        text = _CHARACTER.sub(_json_escape, text)
    return _JSON_RUNNER.sub(r"\\u0023", text) if "##" in text else text


def _written_out(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _json_escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    # A line break is outside of the strings: it formats the JSON.
    return found[0] if code < 0x20 else f"\\u{code:04x}"


def _broken_up(found: re.Match[str]) -> str:
    return "\\x23" if found[0] == "#" else f"{found[1]}\\x3a"

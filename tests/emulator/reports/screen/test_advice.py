"""What to do about a request that nothing answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from xfetch.emulator.reports.screen.styled import plain
from xfetch.emulator.reports.screen.text import NORMAL, report_lines

from ... import worlds


def shown(tmp_path: Path, body: str) -> str:
    outcome = worlds.run(worlds.write(tmp_path, body))
    return "\n".join(plain(line) for line in report_lines(outcome, 100, NORMAL))


def test_http_is_answered_by_replies_or_a_vendor(tmp_path: Path) -> None:
    text = shown(tmp_path, "import requests\nrequests.get('https://h.example/alerts')")
    assert "--reply 'GET /alerts=@alerts.json'" in text
    assert "--vendor FILE.py" in text
    assert "--module" not in text


def test_a_starter_is_the_first_way_to_answer(tmp_path: Path) -> None:
    text = shown(tmp_path, "import requests\nrequests.get('https://h.example/alerts')")
    after = text.partition("ways to answer:\n")[2]
    assert after.startswith("  xfetch init TARGET   ")


def test_a_starter_for_another_command_names_it(tmp_path: Path) -> None:
    yml = worlds.YML.replace("isfetch: true", "isfetchevents: true")
    body = """
        import demistomock as demisto
        import requests
        if demisto.command() == "fetch-events":
            requests.get("https://h.example/alerts")
    """
    outcome = worlds.run(worlds.write_raw(tmp_path, body, yml=yml), command="fetch-events")
    text = "\n".join(plain(line) for line in report_lines(outcome, 100, NORMAL))
    assert "  xfetch init TARGET --command fetch-events " in text


def test_what_is_no_http_needs_a_file_in_place_of_its_library(tmp_path: Path) -> None:
    text = shown(tmp_path, "import imaplib\nimaplib.IMAP4('h.example')")
    assert "no answer is configured for h.example:143 (the network is blocked)" in text
    assert "--module NAME=FILE" in text
    assert "--vendor" not in text


WEBSOCKETS = {
    "aiohttp": """
        import asyncio, aiohttp
        async def listen():
            async with aiohttp.ClientSession() as session:
                await session.ws_connect("ws://h.example/stream")
        asyncio.run(listen())
    """,
    "own code": """
        import http.client
        asked = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        http.client.HTTPConnection("h.example").request("GET", "/stream", headers=asked)
    """,
}


@pytest.mark.parametrize("library", WEBSOCKETS)
@pytest.mark.parametrize("answered", [{}, {"replies": ("GET /stream={}",)}])
def test_a_websocket_is_named_with_its_library_whether_http_is_answered_or_not(
    tmp_path: Path, library: str, answered: dict[str, Any]
) -> None:
    outcome = worlds.run(worlds.write(tmp_path, WEBSOCKETS[library]), **answered)
    text = "\n".join(plain(line) for line in report_lines(outcome, 100, NORMAL))
    said = f"the code opens a WebSocket ws://h.example/stream ({library}), and xfetch answers HTTP"
    assert said in text
    assert ("--module aiohttp=FILE" in text) == (library == "aiohttp")
    assert "--network allow" in text
    assert "--reply" not in text.partition("assumed:")[0]

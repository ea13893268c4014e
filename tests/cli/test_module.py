from __future__ import annotations

from pathlib import Path

from tests.emulator import worlds

from .test_bad_input import fails, invoke

HEAD = "import demistomock as demisto\nimport imapclient\n"
FETCH = """
if demisto.command() == 'fetch-incidents':
    demisto.incidents([{'name': imapclient.name}])
"""


def test_run_and_troubleshoot_take_modules(tmp_path: Path) -> None:
    fake = tmp_path / "fake_imap.py"
    fake.write_text("name = 'from the fake'\n")
    home = worlds.write_raw(tmp_path, HEAD + FETCH)
    for command in (("run", "--cycles", "1"), ("troubleshoot",)):
        result = invoke(*command, home, "--module", f"imapclient={fake}", "--fresh-modules")
        assert result.exit_code == 0, result.output
        assert "from the fake" in result.output
    result = invoke("run", home)
    fails(result, 3, "imapclient", "--module imapclient=FILE")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    home = worlds.write_raw(tmp_path, HEAD + FETCH)
    fails(invoke("run", home, "--module", "imapclient=gone.py"), 2, "--module", "gone.py")
    fails(invoke("troubleshoot", home, "--module", "imapclient"), 2, "--module", "NAME=FILE")

"""``--module``: a user's file in place of a client library, whether that is installed or not."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.emulator import worlds
from xfetch.emulator.errors import LoadError, UsageError
from xfetch.emulator.integration.stand_in import parse_stand_ins
from xfetch.emulator.integration.stand_ins import StandIns
from xfetch.emulator.settings.isolation import Isolation

BOTH = pytest.mark.parametrize("isolation", [Isolation(), Isolation("process")])
FAKE_IMAP = """
    from datetime import datetime, timezone

    calls = []

    class IMAPClient:
        def __init__(self, host, ssl=True):
            calls.append(host)

        def search(self):
            return [len(calls), datetime.now(timezone.utc).isoformat()]
"""
INTEGRATION = """
    import demistomock as demisto
    from imapclient import IMAPClient
    import imapclient

    if demisto.command() == 'fetch-incidents':
        number, now = IMAPClient('imap.example').search()
        demisto.incidents([{'name': f'{number} at {now}'}])
"""


def _file(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return str(path)


def _names(outcome: Any) -> list[str]:
    return [incident["name"] for run in outcome.runs for incident in run.incidents]


@BOTH
def test_a_file_takes_the_place_of_a_library(tmp_path: Path, isolation: Isolation) -> None:
    fake = _file(tmp_path, "fake_imap.py", FAKE_IMAP)
    home = worlds.write_raw(tmp_path, INTEGRATION)
    outcome = worlds.run(home, 2, modules=(f"imapclient={fake}",), isolation=isolation)
    assert _names(outcome) == ["1 at 2024-01-01T00:00:00+00:00", "2 at 2024-01-01T00:01:00+00:00"]
    assert "imapclient" not in sys.modules


@BOTH
def test_it_can_be_executed_anew_in_each_cycle(tmp_path: Path, isolation: Isolation) -> None:
    fake = _file(tmp_path, "fake_imap.py", FAKE_IMAP)
    home = worlds.write_raw(tmp_path, INTEGRATION)
    changes: dict[str, Any] = {"modules": (f"imapclient={fake}",), "isolation": isolation}
    outcome = worlds.run(home, 2, fresh_modules=True, **changes)
    assert [name.partition(" ")[0] for name in _names(outcome)] == ["1", "1"]


def test_an_installed_library_is_replaced_and_comes_back(tmp_path: Path) -> None:
    import requests
    import requests.sessions

    fake = _file(tmp_path, "fake.py", "def get(url):\n    return 'from ' + __name__\n")
    home = worlds.write(
        tmp_path, "import requests\ndemisto.incidents([{'name': requests.get('')}])"
    )
    assert _names(worlds.run(home, modules=(f"requests={fake}",))) == ["from requests"]
    assert sys.modules["requests"] is requests
    assert sys.modules["requests.sessions"] is requests.sessions


def test_a_part_of_an_installed_library(tmp_path: Path) -> None:
    import email.mime.text

    own = email.mime.text
    fake = _file(tmp_path, "fake.py", "MIMEText = 'fake'\n")
    body = """
        from email.mime import text
        from email.mime.text import MIMEText
        from email.mime.base import MIMEBase
        demisto.incidents([{'name': f'{MIMEText} {text.MIMEText} {MIMEBase.__name__}'}])
    """
    home = worlds.write(tmp_path, body)
    outcome = worlds.run(home, 2, modules=(f"email.mime.text={fake}",))
    assert _names(outcome) == ["fake fake MIMEBase"] * 2
    assert email.mime.text is own
    assert sys.modules["email.mime.text"] is own


@pytest.mark.parametrize(
    "how",
    [
        "import acme_cloud.pubsub.v1 as v1",
        "from acme_cloud.pubsub import v1",
        "import acme_cloud.pubsub.v1; v1 = acme_cloud.pubsub.v1",
    ],
)
def test_a_dotted_name_whose_parents_are_not_installed(tmp_path: Path, how: str) -> None:
    fake = _file(tmp_path, "fake.py", "def pull():\n    return 'pulled'\n")
    home = worlds.write(tmp_path, f"{how}; demisto.incidents([{{'name': v1.pull()}}])")
    outcome = worlds.run(home, 2, modules=(f"acme_cloud.pubsub.v1={fake}",))
    assert [run.message for run in outcome.runs] == ["pulled 1"] * 2
    assert _names(outcome) == ["pulled"] * 2
    assert not [name for name in sys.modules if name.startswith("acme_cloud")]


def test_a_folder_takes_the_place_of_a_package(tmp_path: Path) -> None:
    _file(tmp_path / "fakes", "__init__.py", "from .client import Client\n")
    _file(tmp_path / "fakes", "client.py", "class Client:\n    name = __name__\n")
    body = """
        from acme import Client
        from acme.client import Client as Same
        demisto.incidents([{'name': Client.name + str(Same is Client)}])
    """
    home = worlds.write(tmp_path, body)
    outcome = worlds.run(home, 2, modules=(f"acme={tmp_path / 'fakes'}",))
    assert _names(outcome) == ["acme.clientTrue"] * 2


@BOTH
@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "import json\n\nraise KeyError('x')\n",
            "fake.py:3: the file of --module raised KeyError: 'x' while",
        ),
        (
            "import no_such_module_anywhere\n",
            "fake.py:1: the file of --module raised ModuleNotFoundError",
        ),
        ("import sys\nsys.exit(3)\n", "fake.py:2: the file of --module raised SystemExit: 3"),
        ("def f(:\n", "fake.py:1: the file of --module has a syntax error"),
        ("x = '\0'\n", "fake.py"),
    ],
)
def test_the_files_own_mistakes_name_its_line(
    tmp_path: Path, text: str, says: str, isolation: Isolation
) -> None:
    fake = _file(tmp_path, "fake.py", text)
    home = worlds.write_raw(tmp_path, INTEGRATION)
    with pytest.raises(LoadError) as caught:
        worlds.run(home, modules=(f"imapclient={fake}",), isolation=isolation)
    assert says in str(caught.value)
    assert "imapclient" not in sys.modules


def test_a_mistake_counts_where_the_import_is_optional(tmp_path: Path) -> None:
    fake = _file(tmp_path, "fake.py", "1 / 0\n")
    text = "try:\n    import acme\nexcept Exception:\n    acme = None\n"
    home = worlds.write_raw(tmp_path, text + "import demistomock as demisto\ndemisto.command()\n")
    with pytest.raises(LoadError, match="ZeroDivisionError"):
        worlds.run(home, modules=(f"acme={fake}",))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("imapclient", "is not NAME=FILE"),
        ("=fake.py", "is not NAME=FILE"),
        ("imap-client=fake.py", "is not a module's name"),
        ("a..b=fake.py", "is not a module's name"),
        ("class=fake.py", "is not a module's name"),
        ("imapclient=gone.py", "no such file: gone.py"),
        ("imapclient=folder", "has no __init__.py"),
        ("demistomock=fake.py", "cannot be replaced"),
        ("CommonServerPython=fake.py", "cannot be replaced"),
        ("xfetch.emulator=fake.py", "cannot be replaced"),
    ],
)
def test_what_cannot_be_meant(tmp_path: Path, given: str, says: str) -> None:
    _file(tmp_path, "fake.py", "")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match=says) as caught:
        parse_stand_ins((given,), tmp_path)
    assert caught.value.exit_code == 2
    assert str(caught.value).startswith("--module: ")


def test_a_name_given_twice(tmp_path: Path) -> None:
    _file(tmp_path, "fake.py", "")
    with pytest.raises(UsageError, match="a is given twice"):
        parse_stand_ins(("a=fake.py", "a=fake.py"), tmp_path)


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    _file(tmp_path, "fake.py", "")
    stand_ins = StandIns(parse_stand_ins(("acme.one=fake.py",), tmp_path))
    path = list(sys.meta_path)
    with stand_ins.installed():
        importlib.import_module("acme.one")
    assert sys.meta_path == path
    assert not [name for name in sys.modules if name.startswith("acme")]
    with stand_ins.installed():
        assert "acme.one" in sys.modules


def test_the_documentations_example_works(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "modules.md").read_text(encoding="utf-8")
    fake = _file(tmp_path, "fake_imap.py", page.partition("```python\n")[2].partition("```")[0])
    body = """
        from imapclient import IMAPClient
        client = IMAPClient('imap.example', ssl=True)
        client.login('user', 'password')
        demisto.incidents([{'name': str(client.search('ALL'))}])
    """
    home = worlds.write(tmp_path, body)
    outcome = worlds.run(home, 3, modules=(f"imapclient={fake}",))
    assert _names(outcome) == ["[]", "[1]", "[1, 2]"]

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from xfetch.emulator.errors import LoadError, VendorError
from xfetch.emulator.product.message import Request, Response
from xfetch.emulator.product.protocol import answer, ground_truth, vendor_name
from xfetch.emulator.product.vendors.vendor_file import load_vendor

from ..worlds import START

ASKED = Request("GET", "https://example.com/alerts")
HANDLE = "    def handle(self, request, now):\n        return [str(now)]\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _load(text: str, **given: Any) -> Any:
    Path("alerts.py").write_text(dedent(text), encoding="utf-8")
    return load_vendor(Path("alerts.py"), **given)


def test_a_vendor_file_answers(here: Path) -> None:
    vendor = _load(
        """
        from dataclasses import dataclass
        from pathlib import Path

        @dataclass
        class Alert:
            id: "int"

        HERE = Path(__file__).parent.name

        class Vendor:
            def handle(self, request, now):
                return {"json": [HERE, Alert(1).id, now.isoformat()]}

            def events(self):
                yield {"id": 1, "created": "2024-01-01"}
        """
    )
    given = answer(vendor, ASKED, START)
    assert isinstance(given, Response)
    assert given.body == f'["{here.name}", 1, "2024-01-01T00:00:00+00:00"]'.encode()
    assert [event.id for event in ground_truth(vendor) or ()] == ["1"]
    assert vendor_name(vendor) == "alerts.py"


def test_a_fault_names_the_files_line(here: Path) -> None:
    vendor = _load("class Vendor:\n    def handle(self, request, now):\n        return 1 / 0\n")
    with pytest.raises(VendorError) as caught:
        answer(vendor, ASKED, START)
    assert str(caught.value).startswith(
        "alerts.py:3: handle() raised ZeroDivisionError: division by zero"
    )
    assert str(here) not in str(caught.value)


def test_a_module_beside_it_is_imported_and_its_faults_named(here: Path) -> None:
    Path("helpers.py").write_text("def alerts():\n    raise KeyError('x')\n", encoding="utf-8")
    before = list(sys.path)
    vendor = _load(
        """
        from helpers import alerts
        class Vendor:
            def handle(self, request, now):
                return alerts()
        """
    )
    with pytest.raises(VendorError, match="KeyError") as caught:
        answer(vendor, ASKED, START)
    assert caught.value.where == "helpers.py:2"
    assert sys.path == before
    assert "helpers" not in sys.modules
    assert not (here / "__pycache__").exists()


def test_two_files_with_helpers_of_one_name_do_not_meet(here: Path) -> None:
    answers = []
    for name in ("one", "two"):
        home = here / name
        home.mkdir()
        (home / "helpers.py").write_text(f"NAME = {name!r}\n", encoding="utf-8")
        (home / "v.py").write_text(
            "from helpers import NAME\nclass Vendor:\n"
            "    def handle(self, request, now):\n        return [NAME]\n",
            encoding="utf-8",
        )
        answers.append(answer(load_vendor(home / "v.py"), ASKED, START))
    assert [given.body for given in answers if isinstance(given, Response)] == [
        b'["one"]',
        b'["two"]',
    ]


def test_the_timeline_is_given_to_who_takes_it(here: Path) -> None:
    taking = (
        "class Vendor:\n    def __init__(self, events=()):\n        self.seen = events\n" + HANDLE
    )
    assert _load(taking).seen == ()
    assert _load(taking, events=["e"]).seen == ["e"]
    needing = taking.replace("events=()", "events")
    assert _load(needing, events=["e"]).seen == ["e"]
    with pytest.raises(LoadError, match="must accept the argument events: the run has a timeline"):
        _load("class Vendor:\n" + HANDLE, events=["e"])
    with pytest.raises(LoadError, match="needs the argument events, and the run has no timeline"):
        _load(needing)


@pytest.mark.parametrize(
    ("text", "where", "named"),
    [
        ("x = (", "alerts.py:1", "SyntaxError: '(' was never closed"),
        ("a\x00b", "alerts.py", "null bytes"),
        ("import no_such_module_x", "alerts.py:1", "No module named 'no_such_module_x'"),
        ("\nraise SystemExit(3)", "alerts.py:2", "SystemExit: 3"),
        ("x = 1", "alerts.py", "the vendor file has no class Vendor"),
        ("Vendor = 1", "alerts.py", "the vendor file has no class Vendor"),
        ("class Vendor: pass", "alerts.py", "has no method handle"),
        ("class Vendor:\n  def handle(self, r): 0", "alerts.py:2", "too many positional"),
        ("class Vendor:\n  async def handle(self, r, n): 0", "alerts.py:2", "plain function"),
        ("class Vendor:\n  def handle(self, r, n): yield", "alerts.py:2", "plain function"),
        (
            "class Vendor:\n  def __init__(self, url, key): 0\n" + HANDLE.replace("    ", "  ", 1),
            "alerts.py",
            "does not give: url, key",
        ),
        (
            "class Vendor:\n    def __init__(self):\n        {}['x']\n" + HANDLE,
            "alerts.py:3",
            "Vendor() raised KeyError: 'x'",
        ),
    ],
)
def test_every_mistake_in_the_file_is_named(here: Path, text: str, where: str, named: str) -> None:
    with pytest.raises(LoadError) as caught:
        _load(text)
    # Python 3.12 makes null bytes a SyntaxError, with a line.
    assert caught.value.where.startswith(where)
    assert named in caught.value.what
    assert str(here) not in str(caught.value)


def test_no_such_file_a_folder_and_a_binary(here: Path) -> None:
    with pytest.raises(LoadError, match=r"nope\.py: the vendor file does not exist"):
        load_vendor(Path("nope.py"))
    with pytest.raises(LoadError, match="the vendor file is a folder"):
        load_vendor(Path())
    Path("b.py").write_bytes(b"\x89PNG\r\n\xff\xfe")
    with pytest.raises(LoadError, match=r"b\.py"):
        load_vendor(Path("b.py"))


def test_the_clock_finds_the_files_own_names(here: Path) -> None:
    import freezegun

    vendor = _load(
        "from datetime import datetime\nclass Vendor:\n    def handle(self, request, now):\n"
        "        return [datetime.now().year]\n"
    )
    with freezegun.freeze_time(datetime(2001, 1, 1)):
        given = answer(vendor, ASKED, START)
    assert isinstance(given, Response)
    assert given.body == b"[2001]"

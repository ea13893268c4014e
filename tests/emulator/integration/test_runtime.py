"""Execution as production does it: what an integration can see, and what it cannot leave behind."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.errors import LoadError
from xfetch.emulator.reports.screen import text


def names(outcome: worlds.Outcome) -> list[str]:
    return [incident["name"] for run in outcome.runs for incident in run.incidents]


def test_the_name_is_builtins_and_the_namespace_is_fresh(tmp_path: Path) -> None:
    home = worlds.write_raw(
        tmp_path,
        """
        import demistomock as demisto
        if demisto.command() == 'fetch-incidents':
            try:
                COUNT += 1
            except NameError:
                COUNT = 1
            demisto.incidents([{"name": f"{__name__} {COUNT}"}])
        """,
    )
    assert names(worlds.run(home, cycles=3)) == ["builtins 1"] * 3


def test_params_and_environment_are_the_same_every_cycle(tmp_path: Path) -> None:
    home = worlds.write(
        tmp_path,
        """
        found = (demisto.params()["url"], os.environ["HTTP_PROXY"], len(os.listdir(".")), "x" in sys.path)
        demisto.params()["url"] = "changed"
        demisto.callingContext["params"]["apikey"] = "changed"
        del os.environ["HTTP_PROXY"]
        os.environ["LEFT"] = "behind"
        sys.path.append("x")
        os.makedirs("deep/er")
        open("left_behind", "w").close()
        os.chdir("/")
        demisto.incidents([{"name": repr(found)}])
        """,
    )
    before = dict(os.environ), list(sys.path), Path.cwd()
    first, second = names(worlds.run(home, cycles=2))
    assert first == second == "('https://probe.example.com', '', 0, False)"
    assert (dict(os.environ), list(sys.path), Path.cwd()) == before
    assert "demistomock" not in sys.modules


def test_the_proxy_variables_are_there_and_empty_and_the_zone_is_utc(tmp_path: Path) -> None:
    home = worlds.write(
        tmp_path,
        """
        keys = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"]
        demisto.incidents([{"name": repr([os.environ[key] for key in keys]) + time.tzname[0]}])
        """,
    )
    assert names(worlds.run(home)) == ["['', '', '', '']UTC"]


@pytest.mark.parametrize("code", ["sys.exit(0)", "sys.exit()", "sys.exit(None)"])
def test_a_normal_exit_commits(tmp_path: Path, code: str) -> None:
    home = worlds.write(tmp_path, f"demisto.setLastRun({{'t': '1'}})\n{code}")
    run = worlds.run(home).runs[0]
    assert (run.status, run.last_run.after) == ("ok", {"t": "1"})


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("sys.exit(2)", "Error: exit code 2"),
        ("sys.exit('gone')", "Error: gone"),
        ("{}['key']", "Error: KeyError: 'key'"),
        ("raise Exception('HTTP 500')", "Error: HTTP 500"),
        (
            "demisto.results({'Type': 4, 'Contents': 'it broke', 'ContentsFormat': 'text'})",
            "Error: it broke",
        ),
        ("demisto.incidents('text')", "Error: incidents() takes a list of dictionaries, not a str"),
    ],
)
def test_an_error_keeps_the_last_run(tmp_path: Path, code: str, message: str) -> None:
    home = worlds.write(tmp_path, f"demisto.setLastRun({{'t': '1'}})\n{code}")
    run = worlds.run(home).runs[0]
    assert run.status == "error"
    assert run.message == message
    assert run.last_run.asked == {"t": "1"}
    assert run.last_run.after == {}
    assert not run.last_run.saved


def test_print_is_a_log_entry_and_takes_positional_arguments_only(tmp_path: Path) -> None:
    home = worlds.write(
        tmp_path,
        """
        print("a", 1)
        sys.stdout.write("corrupts the protocol")
        try:
            print("b", file=sys.stderr)
        except TypeError as error:
            demisto.info("refused")
        """,
    )
    logs = worlds.run(home).runs[0].record.logs
    assert [(log.level, log.message) for log in logs] == [
        ("print", "a 1"),
        ("stdout", "corrupts the protocol"),
        ("info", "refused"),
    ]


def test_warnings_and_root_handlers_are_put_back(tmp_path: Path) -> None:
    import logging

    home = worlds.write(
        tmp_path,
        """
        import logging, warnings
        logging.basicConfig(level=logging.DEBUG)
        warnings.showwarning = None
        warnings.simplefilter("ignore")
        """,
    )
    before = warnings.showwarning, list(warnings.filters), list(logging.root.handlers)
    worlds.run(home, cycles=2)
    assert (warnings.showwarning, list(warnings.filters), list(logging.root.handlers)) == before


def test_threads_that_are_no_daemons_are_waited_for(tmp_path: Path) -> None:
    home = worlds.write(
        tmp_path,
        """
        import threading
        def late():
            time.sleep(5)
            demisto.incidents([{"name": "from a thread"}])
        threading.Thread(target=late).start()
        """,
    )
    outcome = worlds.run(home)
    assert names(outcome) == ["from a thread"]
    assert outcome.runs[0].duration_s == pytest.approx(5)


def test_a_missing_module_is_named_with_its_package_and_the_image(tmp_path: Path) -> None:
    yml = worlds.YML.replace("commands: []", "commands: [], dockerimage: demisto/crypto:1.2")
    home = worlds.write_raw(
        tmp_path, "import Crypto.Nothing_of_the_kind\n# fetch-incidents\n", yml=yml
    )
    with pytest.raises(LoadError) as caught:
        worlds.run(home)
    text = str(caught.value)
    assert "Probe.py:1" in text
    assert "pip install pycryptodome" in text
    assert "demisto/crypto:1.2" in text


def test_a_module_of_python_2_is_no_missing_package(tmp_path: Path) -> None:
    home = worlds.write_raw(tmp_path, "import urlparse\n# fetch-incidents\n")
    with pytest.raises(LoadError, match=r"Python 2 code \(it imports `urlparse`\)") as caught:
        worlds.run(home)
    assert "pip install" not in str(caught.value)


def test_a_guarded_import_may_be_missing(tmp_path: Path) -> None:
    home = worlds.write_raw(
        tmp_path,
        """
        import demistomock as demisto
        try:
            import nothing_of_the_kind
        except ImportError:
            pass
        if demisto.command() == 'fetch-incidents':
            demisto.incidents([{"name": "came through"}])
        """,
    )
    assert names(worlds.run(home)) == ["came through"]


def test_an_api_module_is_asked_for_by_name(tmp_path: Path) -> None:
    home = worlds.write_raw(tmp_path, "from AcmeApiModule import *\n# fetch-incidents\n")
    with pytest.raises(LoadError, match=r"the integration needs AcmeApiModule(.|\n)*--content"):
        worlds.run(home)


def content(tmp_path: Path) -> Path:
    """A content checkout of our own making, with the files an integration meets there."""
    base = tmp_path / "content" / "Packs" / "Base" / "Scripts" / "CommonServerPython"
    modules = tmp_path / "content" / "Packs" / "ApiModules" / "Scripts" / "ProbeApiModule"
    base.mkdir(parents=True)
    modules.mkdir(parents=True)
    (base / "CommonServerPython.py").write_text(
        "import demistomock as demisto\n"
        "from DemistoClassApiModule import *\n"
        "EXECUTED = []\n"
        "def common(): return 'common'\n"
        "def shout(): print('from common')\n"
        "class SmartGetDict(dict):\n    pass\n"
        "demisto.callingContext['params'] = SmartGetDict(demisto.params())\n"
    )
    (modules / "ProbeApiModule.py").write_text(
        "import demistomock as demisto\n"
        "from CommonServerPython import *\n"
        "from CommonServerUserPython import *\n"
        "def api(): return common() + ' api'\n"
    )
    return tmp_path / "content"


INTEGRATION = """
import demistomock as demisto
from CommonServerPython import *
from CommonServerUserPython import *
from ProbeApiModule import *

if demisto.command() == 'fetch-incidents':
    shout()
    EXECUTED.append(1)
    kind = type(demisto.params()).__name__
    demisto.incidents([{"name": f"{api()} {kind} {len(EXECUTED)}"}])
"""


@pytest.mark.parametrize(("merged", "executed"), [(False, "2"), (True, "1")])
def test_content_modules_imported_once_or_merged_every_cycle(
    tmp_path: Path, merged: bool, executed: str
) -> None:
    home = worlds.write_raw(tmp_path, INTEGRATION)
    outcome = worlds.run(home, cycles=2, content=str(content(tmp_path)), merged=merged)
    assert [run.message for run in outcome.runs] == ["pulled 1", "pulled 1"]
    assert names(outcome)[0] == "common api SmartGetDict 1"
    assert names(outcome)[1] == f"common api SmartGetDict {executed}"
    assert outcome.runs[0].record.logs[0].message == "from common"
    assert "CommonServerPython" not in sys.modules
    assert not list(tmp_path.rglob("__pycache__"))


def test_a_unified_yml_finds_common_server_in_its_namespace(tmp_path: Path) -> None:
    path = tmp_path / "integration-Probe.yml"
    path.write_text(
        worlds.YML.replace(
            "script: '-'",
            "script: \"demisto.incidents([{'name': common()}])  # fetch-incidents\"",
        )
    )
    outcome = worlds.run(path, content=str(content(tmp_path)))
    assert names(outcome) == ["common"]


def test_a_checkout_is_found_by_walking_up(tmp_path: Path) -> None:
    pack = content(tmp_path) / "Packs" / "Probe" / "Integrations"
    pack.mkdir(parents=True)
    home = worlds.write_raw(pack, INTEGRATION)
    assert names(worlds.run(home)) == ["common api SmartGetDict 1"]


def test_an_unreadable_checkout_is_told(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "pass")
    with pytest.raises(Exception, match="not a checkout of the content repository"):
        worlds.run(home, content=str(tmp_path))


def test_the_cause_behind_a_caught_exception_is_named(tmp_path: Path) -> None:
    home = worlds.write(
        tmp_path,
        """
        try:
            alert = {}
            alert['title']
        except Exception as error:
            raise Exception(f'Failed: {error}')
        """,
    )
    (run,) = worlds.run(home).runs
    assert run.failure is not None
    assert run.failure.message == "Failed: 'title'"
    assert (run.failure.cause, str(run.failure.cause_line)) == ("KeyError: 'title'", "Probe.py:6")
    shown = "".join(text.render(worlds.run(home)))
    assert "cycle 1 failed: Failed: 'title'; raised as KeyError: 'title'   Probe.py:6" in shown

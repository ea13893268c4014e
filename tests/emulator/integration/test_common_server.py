"""Which CommonServerPython runs, and what is said when the embedded one lacks a name."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.emulator import worlds
from tests.emulator.integration.test_runtime import content
from xfetch.emulator.errors import LoadError, UsageError
from xfetch.emulator.reports import json_report
from xfetch.emulator.reports.screen import text

STAR = """
import demistomock as demisto
from CommonServerPython import *
from CommonServerUserPython import *

if demisto.command() == 'fetch-incidents':
    demisto.incidents([{"name": BODY}])
"""

EMBEDDED = "embedded, as of 2026-11"


def home(tmp_path: Path, body: str) -> Path:
    return worlds.write_raw(tmp_path, STAR.replace("BODY", body))


def running(tmp_path: Path, body: str) -> Path:
    """The integration whose fetch is ``body``."""
    code = STAR.partition("if demisto")[0] + body
    return worlds.write_raw(tmp_path, code)


def name_of(outcome: worlds.Outcome) -> str:
    return str(outcome.runs[0].incidents[0]["name"])


@pytest.mark.parametrize("merged", [False, True])
def test_without_a_checkout_the_embedded_one_runs(tmp_path: Path, merged: bool) -> None:
    body = "str(entryTypes['error']) + EntryFormat.JSON + json.dumps(datetime.now().year)"
    outcome = worlds.run(home(tmp_path, body), merged=merged)
    assert name_of(outcome) == "4json2024"
    assert outcome.dossier.setting.common_server == EMBEDDED
    assert "CommonServerPython embedded, as of 2026-11" in "".join(text.render(outcome))
    assert json.loads("".join(json_report.render(outcome)))["common_server"] == EMBEDDED


def test_with_a_checkout_it_is_the_checkouts_unless_told_otherwise(tmp_path: Path) -> None:
    where = str(content(tmp_path))
    theirs = worlds.run(home(tmp_path, "common()"), content=where)
    assert (name_of(theirs), theirs.dossier.setting.common_server) == ("common", "the checkout's")
    ours = worlds.run(home(tmp_path, "formats['json']"), content=where, common_server="embedded")
    assert (name_of(ours), ours.dossier.setting.common_server) == ("json", EMBEDDED)


def test_a_path_names_a_file_or_its_folder(tmp_path: Path) -> None:
    content(tmp_path)
    folder = tmp_path / "content/Packs/Base/Scripts/CommonServerPython"
    for path in (folder, folder / "CommonServerPython.py"):
        outcome = worlds.run(home(tmp_path, "common()"), common_server=str(path))
        assert outcome.dossier.setting.common_server == "CommonServerPython.py"
    with pytest.raises(UsageError, match="--commonserver nowhere: there is no CommonServerPython"):
        worlds.run(home(tmp_path, "1"), common_server="nowhere")


def test_nothing_is_said_where_none_is_used(tmp_path: Path) -> None:
    outcome = worlds.run(worlds.write(tmp_path, "demisto.incidents([])"))
    assert outcome.dossier.setting.common_server == ""


@pytest.mark.parametrize("merged", [False, True])
def test_an_imported_name_that_it_lacks_ends_the_run(tmp_path: Path, merged: bool) -> None:
    code = "import demistomock\nfrom CommonServerPython import of_2031\n# fetch-incidents\n"
    with pytest.raises(LoadError, match=r"Probe.py:2: .* has no `of_2031`; .*--content DIR"):
        worlds.run(worlds.write_raw(tmp_path, code), merged=merged)


def test_an_undefined_name_may_be_one_that_it_lacks(tmp_path: Path) -> None:
    run = worlds.run(home(tmp_path, "of_2031()")).runs[0]
    assert "name 'of_2031' is not defined" in run.message
    assert "--content DIR" in run.message


def test_a_name_that_the_code_itself_binds_is_its_own_affair(tmp_path: Path) -> None:
    body = """[mine for mine in ()] or mine"""
    run = worlds.run(home(tmp_path, body)).runs[0]
    assert run.message == "Error: NameError: name 'mine' is not defined"


def test_an_api_module_may_ask_for_a_name_that_it_lacks(tmp_path: Path) -> None:
    root = content(tmp_path)
    module = root / "Packs/ApiModules/Scripts/ProbeApiModule/ProbeApiModule.py"
    module.write_text("from CommonServerPython import of_2031\n")
    target = worlds.write_raw(
        tmp_path, "import demistomock\nfrom ProbeApiModule import *\n# fetch-incidents\n"
    )
    with pytest.raises(
        LoadError, match=r"Probe.py:2: importing ProbeApiModule fails: .* has no `of_2031`"
    ):
        worlds.run(target, content=str(root), common_server="embedded")


def test_the_clock_reaches_the_star_imported_names(tmp_path: Path) -> None:
    body = "str((datetime.now().year, int(time.time())))"
    assert name_of(worlds.run(home(tmp_path, body))) == "(2024, 1704067200)"


def test_a_unified_yml_has_its_names_without_an_import(tmp_path: Path) -> None:
    path = tmp_path / "integration-Probe.yml"
    script = "demisto.incidents([{'name': str(datetime.now().year) + formats['json']}])"
    path.write_text(worlds.YML.replace("script: '-'", f'script: "{script}  # fetch-incidents"'))
    assert name_of(worlds.run(path)) == "2024json"


def test_a_library_that_it_needs_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dateparser", None)
    with pytest.raises(LoadError, match=r"imports `dateparser`(.|\n)*pip install dateparser"):
        worlds.run(home(tmp_path, "1"))


def test_a_library_of_another_kind_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("urllib3.util.ssl_.create_urllib3_context")
    with pytest.raises(LoadError, match="importing `CommonServerPython` fails: ImportError"):
        worlds.run(home(tmp_path, "1"))


def test_events_are_recorded_by_the_platform(tmp_path: Path) -> None:
    code = """
import demistomock as demisto
from CommonServerPython import *
if demisto.command() == 'fetch-events':
    send_events_to_xsiam([{"id": 1}], vendor="acme", product="alerts")
"""
    run = worlds.run(worlds.write_raw(tmp_path, code), command="fetch-events").runs[0]
    assert [call.name for call in run.record.calls] == [
        *("command", "getLicenseCustomField", "params", "getLicenseCustomField"),
        *("send_data_to_xsiam", "updateModuleHealth"),
    ]
    assert run.message == "pulled 1"


OLD = """
def update_last_run_object(last_run):
    return last_run
"""


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            "BaseClient('https://a.example')._http_request('GET', '/', retry_policy=1)",
            "`BaseClient._http_request` has no parameter `retry_policy`; another generation may",
        ),
        ("replace_spaces_in_credential(text='')", "has no parameter `text`"),
        ("return_error(a_name_of_tomorrow)", "the embedded one lacks it"),
    ],
)
def test_a_call_that_another_generation_would_explain_says_so(
    tmp_path: Path, body: str, words: str
) -> None:
    run = worlds.run(running(tmp_path, body)).runs[0]
    assert run.failure is not None
    assert words in run.failure.message
    caught = f"try:\n    {body}\nexcept Exception as error:\n    return_error(str(error))"
    run = worlds.run(running(tmp_path, caught)).runs[0]
    assert run.failure is not None
    assert words in run.failure.message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("update_last_run_object({}, new_offset=1)", "older than this code"),
        ("send_data_to_xsiam([], 'a', 'b')", "has no `send_data_to_xsiam`"),
    ],
)
def test_an_old_checkout_is_told_from_the_embedded_one(
    tmp_path: Path, body: str, words: str
) -> None:
    old = tmp_path / "CommonServerPython.py"
    old.write_text(OLD)
    run = worlds.run(running(tmp_path, body), common_server=str(old)).runs[0]
    assert run.failure is not None
    assert words in run.failure.message
    assert "xfetch's own, as of 2026-11, has it: --commonserver embedded" in run.failure.message


def test_a_name_of_the_integration_itself_is_not_explained(tmp_path: Path) -> None:
    body = "def safe_sleep(seconds): pass\nsafe_sleep(duration_seconds=1)"
    run = worlds.run(running(tmp_path, body)).runs[0]
    assert run.failure is not None
    assert "generation" not in run.failure.message


def test_what_it_does_not_emulate_says_so_where_it_is_used(tmp_path: Path) -> None:
    run = worlds.run(home(tmp_path, "get_size_of_object('other', {})")).runs[0]
    assert "get_size_of_object is not emulated" in run.message
    assert "--content DIR" in run.message

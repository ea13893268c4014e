"""Each rule fires on its guilty integration, at its line; and stays silent on the innocent twin."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.emulator import worlds
from xfetch.emulator.emulate import emulate, emulate_again
from xfetch.emulator.judging.finding import Finding
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.judging.rules import RULES
from xfetch.emulator.running.other_zone import compared
from xfetch.emulator.settings.isolation import Isolation

GOOD = (
    """{"name": "n", "occurred": "2024-01-01T00:00:00Z", "dbotMirrorId": "1", "rawJSON": "{}" }"""
)


def incident(**fields: str) -> str:
    """The code of one incident with some fields replaced by other code; an empty one is left out."""
    values = {
        "name": "'n'",
        "occurred": "'2024-01-01T00:00:00Z'",
        "dbotMirrorId": "str(time.time())",
        "rawJSON": "json.dumps({'id': time.time()})",
        **fields,
    }
    pairs = ", ".join(f"{key!r}: {value}" for key, value in values.items() if value)
    return f"demisto.incidents([{{{pairs}}}])"


REPEATED = incident(rawJSON="'{\"id\": 7}'", dbotMirrorId="'7'")
FETCH = """
import requests
for _ in range({times}):
    requests.get("https://probe.example.com/alerts", params={{"page": {page}}})
demisto.incidents([])
"""
VENDOR = """
class Vendor:
    asked = 0
    def handle(self, request, now):
        self.asked += 1
        return {answer}
"""
YML_LIMITED = worlds.YML.replace(
    "- {name: isFetch",
    "- {name: max_fetch, display: Max, type: 0, defaultvalue: '2'}\n"
    "- {name: first_fetch, display: First, type: 0, defaultvalue: '3 days'}\n"
    "- {name: isFetch",
)
TIMED = """
import requests
requests.get("https://probe.example.com/alerts", params={{"start_time": {since}}})
demisto.incidents([])
"""


@dataclass(frozen=True)
class Trial:
    """``guilty`` and ``innocent`` are what runs at fetch-incidents."""

    rule: str
    guilty: str
    innocent: str
    cycles: int = 3
    yml: str = worlds.YML
    innocent_yml: str = ""
    vendor: str = ""
    innocent_vendor: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    innocent_settings: dict[str, Any] | None = None
    severity: str = ""


def state(asked: str, more: str = "") -> str:
    """A fetch that sends one new incident and saves ``asked``."""
    return f"last = demisto.getLastRun()\n{incident()}\n{more}\ndemisto.setLastRun({asked})"


STOCK = "json.dumps({'id': 'a', 'w': 1, 'x': 2, 'y': 3, 'z': 4})"
ASKS_SINCE = """
import requests
requests.get('https://p.example.com/a', params={'since': '2023-12-31T00:00:00Z'})
""" + incident()
REFUSED = (
    "import requests\nrequests.get('https://p.example.com/a').raise_for_status()\n" + incident()
)
SAVES_WHAT = """
import requests
int(demisto.getLastRun().get('n', 0))
requests.get('https://p.example.com/a')
demisto.setLastRun({{'n': '{}'}})
"""
TAKES_NEWEST = """
import requests
found = requests.get("https://p.example.com/alerts").json()
demisto.setLastRun({{"newest": str({})}})
"""
TAKES_ALL = """
import requests
found = requests.get("https://p.example.com/alerts").json()
demisto.incidents([{"name": "n", "rawJSON": json.dumps(one)} for one in found])
"""
SCOPED = """
class Vendor:
    def handle(self, request, now):
        return [{{"id": 1}}]
    def events(self):
        return [{{"id": 1, "created": 1704067100, "in_scope": {}}}]
"""
FALLS_BACK = """
import requests
since = {} if demisto.getLastRun() else 1704067200 - 3600
found = requests.get("https://p.example.com/alerts", params={{"start_time": since}}).json()
demisto.setLastRun({{"n": "1"}})
demisto.incidents([{{"name": "n", "rawJSON": json.dumps(one)}} for one in found])
"""
OLD = """
class Vendor:
    def handle(self, request, now):
        return [one for one in self.events() if one["created"] >= float(request.query["start_time"])]
    def events(self):
        return [{"id": 1, "created": 1704067200 - 7200}]
"""
ONE_LIMIT = """
import requests
found, last = [], demisto.getLastRun()
for kind in ("a", "b"):
    limit, page = {}, int(last.get(kind, 0))
    query = {{"limit": limit, "page": page}}
    got = requests.get("https://p.example.com/" + kind, params=query).json() if limit else []
    last[kind], found = str(page + len(got)), found + got
demisto.setLastRun(last)
demisto.incidents([{{"name": "n", "rawJSON": json.dumps(one)}} for one in found])
"""
STREAMS = """
class Vendor:
    def handle(self, request, now):
        limit, page = int(request.query["limit"]), int(request.query["page"])
        return [{"id": request.path[1:] + str(n)} for n in range(page, min(page + limit, 40))]
    def events(self):
        return [
            {"id": kind + str(n), "created": 1704067100, "stream": kind}
            for kind in "ab" for n in range(40)
        ]
"""

TRIALS = (
    Trial("XF101", REPEATED, incident()),
    Trial("XF103", f"{incident()}\n{incident()}", incident()),
    Trial("XF104", incident(name=""), incident(), severity="warning"),
    Trial("XF105", incident(occurred=""), incident(), severity="info"),
    Trial("XF106", incident(occurred="'yesterday'"), incident(), severity="error"),
    Trial("XF106", incident(occurred="1704067200"), incident()),
    Trial("XF107", incident(occurred="'2024-01-01T00:00:00'"), incident()),
    Trial("XF108", incident(occurred="'2024-01-02T00:00:00Z'"), incident()),
    Trial("XF109", incident(rawJSON=""), incident()),
    Trial("XF110", incident(rawJSON="{'id': time.time()}"), incident()),
    Trial("XF111", incident(rawJSON="str({'id': time.time()})"), incident()),
    Trial(
        "XF111",
        incident(rawJSON="json.dumps({'id': time.time(), 'score': float('nan')})"),
        incident(rawJSON="json.dumps({'id': time.time(), 'score': 'NaN'})"),
    ),
    Trial("XF112", incident(dbotMirrorId=""), incident()),
    Trial("XF113", incident(dbotMirrorId="7"), incident()),
    Trial("XF114", incident(severity="'high'"), incident(severity="0.5")),
    Trial("XF115", incident(labels="['a']"), incident(labels="[{'type': 'a', 'value': 'b'}]")),
    Trial("XF116", incident(CustomFields="'a'"), incident(CustomFields="{'a': 'b'}")),
    Trial(
        "XF117",
        "demisto.incidents([{'name': str(n), 'rawJSON': json.dumps({'id': n})} for n in range(3)])",
        "demisto.incidents([{'name': str(n), 'rawJSON': json.dumps({'id': n})} for n in range(2)])",
        cycles=1,
        yml=YML_LIMITED,
    ),
    Trial(
        "XF118",
        "demisto.incidents([{'name': str(n), 'rawJSON': json.dumps({'id': n})} for n in range(201)])",
        "demisto.incidents([{'name': str(n), 'rawJSON': json.dumps({'id': n})} for n in range(200)])",
        cycles=1,
    ),
    Trial("XF119", "demisto.setLastRun({'a': 'b'})", "demisto.incidents([])"),
    Trial("XF120", "demisto.incidents(None)", "demisto.incidents([])"),
    Trial(
        "XF122",
        TAKES_ALL,
        TAKES_ALL,
        2,
        vendor=SCOPED.format("False"),
        innocent_vendor=SCOPED.format("True"),
        severity="error",
    ),
    Trial(
        "XF123",
        FALLS_BACK.format(0),
        FALLS_BACK.format(1704067200),
        2,
        vendor=OLD,
        severity="error",
    ),
    Trial(
        "XF128", incident(score="float('inf')"), incident(score="'Infinity'"), severity="warning"
    ),
    Trial(
        "XF128",
        state("{'score': json.loads('NaN')}"),
        state("{'score': 'NaN'}"),
        severity="warning",
    ),
    Trial(
        "XF201",
        "demisto.setLastRun({'a': 'b'})\nraise ValueError('x')",
        "raise ValueError('x')",
        severity="info",
    ),
    Trial("XF202", state("{'n': 1}"), state("{'n': '1'}")),
    Trial(
        "XF202",
        state("{'n': 1}"),
        state("{'n': '1'}"),
        settings={"strict": True},
        severity="warning",
    ),
    Trial("XF203", state("{'ids': {1}}"), state("{'ids': [1]}"), severity="error"),
    Trial("XF204", REPEATED, state("{'n': '1'}")),
    Trial(
        "XF204",
        f"demisto.setIntegrationContext({{'access_token': '1', 'expires_at': '2'}})\n{REPEATED}",
        f"demisto.setIntegrationContext({{'seen': '7'}})\n{REPEATED}",
    ),
    Trial(
        "XF206",
        state("{'b': '1'}", "demisto.setLastRun({'a': '1'})"),
        state("{'a': '1', 'b': '1'}"),
    ),
    Trial(
        "XF207",
        state("{'at': str(1704067200 - int(time.time() - 1704067200))}"),
        state("{'at': str(int(time.time()))}"),
        severity="info",
    ),
    Trial(
        "XF207",
        state("{'at': str(1704067200 - int(time.time() - 1704067200))}").replace(
            "time.time()", "7", 1
        )
        + "\n"
        + REPEATED,
        state("{'at': '7'}"),
        severity="error",
    ),
    Trial(
        "XF208", state("{'n': '1'}"), state("{'n': str(time.time())}"), cycles=5, severity="info"
    ),
    Trial(
        "XF208",
        state("{'n': '1'}").replace(incident(), REPEATED),
        state("{'n': '1'}"),
        cycles=5,
        innocent_settings={"last_run": {}, "cycles": 2},
        severity="error",
    ),
    Trial(
        "XF209",
        state("{'at': str(int(time.time()))}"),
        state("{'at': '2024-01-01T00:00:00Z'}"),
        severity="info",
    ),
    Trial(
        "XF210",
        state("{'ids': last.get('ids', []) + list(range(400))}"),
        state("{'ids': list(range(2000))}"),
        cycles=6,
    ),
    Trial(
        "XF211",
        f"demisto.incidents([{{'name': 'n', 'rawJSON': {STOCK}}}])\n"
        f"demisto.setLastRun({{'seen': [json.loads({STOCK})]}})",
        f"demisto.incidents([{{'name': 'n', 'rawJSON': {STOCK}}}])\n"
        "demisto.setLastRun({'seen': ['a']})",
    ),
    Trial(
        "XF212",
        "demisto.getLastRun()['n'] = '1'\ndemisto.incidents([])",
        "last = demisto.getLastRun()\nlast['n'] = '1'\ndemisto.setLastRun(last)\ndemisto.incidents([])",
    ),
    Trial(
        "XF215",
        "demisto.setLastRun({'blob': 'x' * (1 << 21)})",
        "demisto.setLastRun({'blob': 'x' * (1 << 19)})",
    ),
    Trial(
        "XF213",
        f"demisto.setIntegrationContext({{'cursor': '1'}})\n{incident()}",
        f"demisto.setIntegrationContext({{'access_token': '1', 'expires_at': '2'}})\n{incident()}",
    ),
    Trial(
        "XF214",
        SAVES_WHAT.format("today"),
        SAVES_WHAT.format("5"),
        cycles=4,
        vendor=VENDOR.format(answer="[]"),
        severity="error",
    ),
    Trial(
        "XF213",
        f"demisto.setIntegrationContext({{'auth': {{'page': '1'}}, 'position': '1'}})\n{incident()}",
        "demisto.setIntegrationContext({'device_code': '1', 'login': {'user_code': '2'}})\n"
        + incident(),
    ),
    Trial(
        "XF301",
        TIMED.format(since="0"),
        TIMED.format(since="int(time.time()) - 86400"),
        vendor=VENDOR.format(answer="[]"),
        cycles=1,
    ),
    Trial(
        "XF302",
        "demisto.getLastRun()['at']",
        "demisto.getLastRun().get('at')\ndemisto.incidents([])",
    ),
    Trial(
        "XF303",
        TIMED.format(since="int(time.time()) - 3600"),
        TIMED.format(since="int(time.time()) - 3 * 86400"),
        vendor=VENDOR.format(answer="[]"),
        yml=YML_LIMITED,
        cycles=1,
    ),
    Trial("XF304", "demisto.incidents([])", "demisto.incidents([])", innocent_yml=YML_LIMITED),
    Trial("XF305", "demisto.incidents([])", "demisto.incidents([])", innocent_yml=YML_LIMITED),
    Trial(
        "XF306",
        "demisto.incidents([])",
        "demisto.incidents([])",
        yml=YML_LIMITED.replace(", defaultvalue: '2'", ""),
        innocent_yml=YML_LIMITED,
    ),
    Trial(
        "XF307",
        "demisto.params().get('look_back')\ndemisto.incidents([])",
        "demisto.params().get('apikey')\ndemisto.incidents([])",
    ),
    Trial(
        "XF308",
        "demisto.incidents([])",
        "demisto.params().get('apikey'), demisto.params()['url']\ndemisto.incidents([])",
    ),
    Trial(
        "XF431",
        "def back(given):\n    return given.get('days')\nback(demisto.params())\n"
        "demisto.incidents([])",
        "def back(given):\n    return given.get('back_days')\nback(demisto.params())\n"
        "demisto.incidents([])",
        yml=worlds.YML.replace(
            "- {name: isFetch", "- {name: back_days, type: 0}\n- {name: isFetch"
        ),
        severity="warning",
    ),
    Trial(
        "XF431",
        "demisto.params().get('minimum_level')\ndemisto.incidents([])",
        "demisto.params().get('minimal')\ndemisto.incidents([])",
        yml=worlds.YML.replace(
            "- {name: isFetch", "- {name: min_level, type: 0}\n- {name: isFetch"
        ),
        severity="warning",
    ),
    Trial(
        "XF431",
        "params = demisto.params()\nparams['url'], params['apikey'], params.get('incident_types')\n"
        "demisto.incidents([])",
        "params = demisto.params()\nparams['url'], params['apikey'], params.get('status')\n"
        "demisto.incidents([])",
        yml=worlds.YML.replace(
            "- {name: isFetch", "- {name: incident_kind, type: 0}\n- {name: isFetch"
        ),
        severity="warning",
    ),
    Trial(
        "XF309",
        "demisto.incidents([])",
        "demisto.incidents([])",
        yml=worlds.YML.replace("commands: []", "commands: [{name: fetch-incidents}]"),
        innocent_yml=worlds.YML,
    ),
    Trial("XF401", "demisto.incidents([])", incident(), severity="info"),
    Trial(
        "XF401", "demisto.incidents([])", incident(), settings={"strict": True}, severity="error"
    ),
    Trial("XF402", f"time.sleep(200)\n{incident()}", f"time.sleep(100)\n{incident()}"),
    Trial(
        "XF403",
        f"time.sleep(301)\n{incident()}",
        f"time.sleep(299)\n{incident()}",
        severity="error",
    ),
    Trial("XF404", f"time.sleep(61)\n{incident()}", f"time.sleep(59)\n{incident()}"),
    Trial("XF405", f"time.sleep(61)\n{incident()}", f"time.sleep(59)\n{incident()}"),
    Trial(
        "XF406",
        FETCH.format(times=6, page=1),
        FETCH.format(times=6, page="_"),
        vendor=VENDOR.format(answer="[]"),
    ),
    # What only counts down does not make another request of it; a page or a day does.
    Trial(
        "XF406",
        FETCH.format(times=6, page=1).replace('"page": 1', '"since": 1, "limit": 50 - _'),
        FETCH.format(times=6, page=1).replace('"page": 1', '"since": 1, "day": 50 - _'),
        vendor=VENDOR.format(answer="[]"),
    ),
    Trial(
        "XF407",
        "import requests\nrequests.get('https://probe.example.com/a').json()['alerts']",
        "import requests\nrequests.get('https://probe.example.com/a').json()['alerts']",
        vendor=VENDOR.format(answer='{"json": {}}'),
        innocent_vendor=VENDOR.format(answer='{"json": {} if self.asked < 3 else {"alerts": []}}'),
        cycles=4,
        severity="error",
    ),
    Trial(
        "XF408",
        FETCH.format(times=2, page=1),
        FETCH.format(times=2, page=1).replace("demisto.inc", "    time.sleep(2)\ndemisto.inc"),
        vendor=VENDOR.format(answer='{"status": 429, "headers": {"Retry-After": "2"}}'),
        cycles=1,
    ),
    Trial("XF409", f"sys.stdout.write('x')\n{incident()}", f"print('x')\n{incident()}"),
    Trial("XF409", f"print('x', file=sys.stderr)\n{incident()}", f"print('x')\n{incident()}"),
    Trial(
        "XF410",
        f"demisto.debug(demisto.params()['apikey'])\n{incident()}",
        f"demisto.debug('the key')\n{incident()}",
        settings={"params": {"apikey": "s3cr3t-value"}},
    ),
    Trial(
        "XF411",
        incident(rawJSON="json.dumps({'id': time.time(), 'key': demisto.params()['apikey']})"),
        incident(),
        settings={"params": {"apikey": "s3cr3t-value"}},
    ),
    Trial(
        "XF412",
        "import requests\nrequests.get('https://p.example.com/a?key=' + demisto.params()['apikey'])\n"
        + incident(),
        "import requests\nkey = demisto.params()['apikey']\n"
        "requests.get('https://p.example.com/a', headers={'k': key})\n" + incident(),
        vendor=VENDOR.format(answer="[]"),
        settings={"params": {"apikey": "s3cr3t-value"}},
    ),
    Trial(
        "XF413",
        "import requests\nrequests.get('https://p.example.com/other')\n" + incident(),
        "import requests\nrequests.get('https://p.example.com/alerts')\n" + incident(),
        settings={"api": {"routes": [{"get": "/alerts"}, {"post": "/other"}]}},
        severity="warning",
    ),
    Trial(
        "XF415",
        ASKS_SINCE,
        ASKS_SINCE,
        settings={"api": {"routes": [{"get": "/a", "filter": {"created": {"ge": "query.newer"}}}]}},
        innocent_settings={
            "api": {"routes": [{"get": "/a", "filter": {"created": {"ge": "query.since"}}}]}
        },
        severity="warning",
    ),
    Trial(
        "XF416",
        REFUSED,
        REFUSED,
        vendor=VENDOR.format(answer='{"status": 500}'),
        innocent_vendor=VENDOR.format(answer='{"status": 200 if self.asked == 3 else 500}'),
        cycles=4,
        severity="error",
    ),
    Trial(
        "XF430",
        TAKES_NEWEST.format("max(one['id'] for one in found)"),
        TAKES_NEWEST.format("max((one['id'] for one in found), default=0)"),
        vendor=VENDOR.format(answer='{"json": [{"id": 7}] if self.asked == 2 else []}'),
        severity="warning",
    ),
    Trial(
        "XF418",
        ONE_LIMIT.format("3 - len(found)"),
        ONE_LIMIT.format("1"),
        cycles=6,
        vendor=STREAMS,
        severity="warning",
    ),
    Trial(
        "XF417",
        f"time.sleep(301)\n{incident()}",
        f"time.sleep(301 if time.time() < 1704067200 + 600 else 1)\n{incident()}",
        cycles=18,
        severity="error",
    ),
)


def all_of(outcome: Outcome) -> tuple[Finding, ...]:
    """The findings that reports show, and those that one of them implies."""
    return (*outcome.findings, *outcome.judgement.implied)


def outcome(folder: Path, trial: Trial, guilty: bool, kind: str = "inline") -> Outcome:
    folder.mkdir()
    yml = trial.yml if guilty or not trial.innocent_yml else trial.innocent_yml
    home = worlds.write(folder, trial.guilty if guilty else trial.innocent, yml=yml)
    settings = dict(trial.settings)
    if not guilty and trial.innocent_settings is not None:
        settings = {
            key: value for key, value in trial.innocent_settings.items() if key != "last_run"
        }
    cycles = settings.pop("cycles", trial.cycles)
    vendor = trial.vendor if guilty or not trial.innocent_vendor else trial.innocent_vendor
    if vendor:
        settings["vendor_file"] = worlds.vendor(folder, vendor)
    return worlds.run(home, cycles, isolation=Isolation(kind), **settings)


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.rule)
def test_guilty_and_innocent(tmp_path: Path, trial: Trial) -> None:
    found = [
        item
        for item in all_of(outcome(tmp_path / "guilty", trial, True))
        if item.rule == trial.rule
    ]
    assert found
    if trial.severity:
        assert found[0].severity == trial.severity
    innocent = outcome(tmp_path / "innocent", trial, False)
    assert [item for item in all_of(innocent) if item.rule == trial.rule] == []


def through_a_child() -> list[Trial]:
    """One guilty trial a rule. A child costs a third of a second, so the families whose rules read only
    the yml, or one and the same field of a fetch, send one rule or none."""
    alike = {"incident_shape": 1, "yml": 0}
    families = {rule.code: rule.fold.__module__.rpartition(".")[2] for rule in RULES}
    chosen: dict[str, Trial] = {}
    sent = Counter[str]()
    for trial in TRIALS:
        family = families[trial.rule]
        if trial.rule not in chosen and sent[family] < alike.get(family, len(TRIALS)):
            chosen[trial.rule] = trial
            sent[family] += 1
    return list(chosen.values())


@pytest.mark.parametrize("trial", through_a_child(), ids=lambda trial: trial.rule)
def test_a_child_process_tells_enough_to_judge(tmp_path: Path, trial: Trial) -> None:
    """What a row forgets on its way from the child to the parent, a rule cannot see."""
    found = all_of(outcome(tmp_path / "guilty", trial, True, "process"))
    assert trial.severity in {item.severity for item in found if item.rule == trial.rule} | {""}
    assert trial.rule in {item.rule for item in found}


def test_every_rule_has_its_trial() -> None:
    # The samples', below, those of collectors in test_collecting.py and test_behind.py, of feeds in
    # test_expiration.py, and that of several runs in exploring.
    elsewhere = {"XF102", "XF205", "XF121", "XF414", "XF440", "XF501", "XF502", "XF503", "XF504"}
    elsewhere |= {"XF505", "XF506", "XF507", "XF508", "XF511", "XF512", "XF513"}
    assert {trial.rule for trial in TRIALS} | elsewhere == {rule.code for rule in RULES}


def test_the_order_matters_where_events_are_delivered_at_the_call(tmp_path: Path) -> None:
    yml = worlds.YML.replace("isfetch: true", "isfetchevents: true")
    home = worlds.write_raw(
        tmp_path,
        """
        import demistomock as demisto
        import sys
        if demisto.command() == 'fetch-events':
            demisto.setLastRun({'at': '1'})
            demisto.results({'Type': 4, 'Contents': 'broken', 'ContentsFormat': 'text'})
            sys.exit(0)
        """,
        yml=yml,
    )
    found = [
        item for item in worlds.run(home, command="fetch-events").findings if item.rule == "XF205"
    ]
    assert [(item.severity, str(item.line)) for item in found] == [("error", "Probe.py:5")]


ZONED = """
import requests
from datetime import datetime
since = {now}.strftime("%H:%M")
requests.get("https://probe.example.com/alerts", params={{"since": since}})
demisto.incidents([])
"""


@pytest.mark.parametrize(
    ("now", "guilty"), [("datetime.now()", True), ("datetime.utcnow()", False)]
)
def test_another_zone_changes_nothing_for_the_innocent(
    tmp_path: Path, now: str, guilty: bool
) -> None:
    home = worlds.write(tmp_path, ZONED.format(now=now))
    vendor = worlds.vendor(tmp_path, VENDOR.format(answer="[]"))
    prepared = worlds.prepared(home, 2, vendor_file=vendor)
    outcome = compared(emulate(prepared), prepared.request, "America/New_York", emulate_again)
    found = [item for item in outcome.findings if item.rule == "XF414"]
    assert [item.severity for item in found] == ["warning" if guilty else "info"]
    assert found[0].name == ("zone-dependent" if guilty else "zone-independent")
    if guilty:
        assert str(found[0].line) == "Probe.py:6"
        assert "since=19%3A00" in found[0].message


def test_the_store_keeps_the_first_run_and_what_another_zone_loses(tmp_path: Path) -> None:
    body = """
    from datetime import datetime
    hour = datetime.now().hour
    demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'id': 'a%d' % hour})}])
    """
    store = tmp_path / "run.sqlite"
    prepared = worlds.prepared(worlds.write(tmp_path, body), 1, store=store)
    outcome = emulate(prepared, zone="America/New_York")
    with closing(sqlite3.connect(store)) as connection:
        (zone,) = connection.execute("SELECT value FROM fact WHERE name = 'tz'").fetchone()
        rows = connection.execute("SELECT message FROM finding WHERE rule = 'XF414'").fetchall()
        incidents = connection.execute("SELECT raw_json FROM incident").fetchall()
    assert zone == '"UTC"'
    assert incidents == [('{"id": "a0"}',)]
    assert [message for (message,) in rows] == [
        item.message for item in outcome.findings if item.rule == "XF414"
    ]
    assert rows[0][0].endswith("it creates different incidents; 1 event not created there: a0")


def test_what_came_late_is_told(tmp_path: Path) -> None:
    body = """
    import requests
    page = int(demisto.getLastRun().get("page", 0))
    found = requests.get("https://probe.example.com/alerts", params={"page": page}).json()
    demisto.setLastRun({"page": str(page + 1)})
    demisto.incidents([{"name": "n", "rawJSON": json.dumps(item)} for item in found])
    """
    vendor = worlds.vendor(
        tmp_path,
        """
        class Vendor:
            def handle(self, request, now):
                return [{"id": int(request.query["page"])}] if request.query["page"] < "3" else []
            def events(self):
                return [{"id": n, "created": "2023-12-31T23:59:00Z"} for n in range(3)]
        """,
    )
    findings = worlds.run(worlds.write(tmp_path, body), 5, vendor_file=vendor).findings
    late = [item for item in findings if item.rule == "XF121"]
    assert [item.severity for item in late] == ["info"]
    assert late[0].message == (
        "created late: 2 events that an earlier fetch could have created; event 2 came after 2m0.2s"
    )


def test_what_a_reply_repeats_is_a_warning_and_says_why(tmp_path: Path) -> None:
    body = """
    import requests
    found = requests.get("https://probe.example.com/alerts").json()
    demisto.incidents([{"name": "n", "rawJSON": json.dumps(item)} for item in found])
    """
    home = worlds.write(tmp_path, body)
    replies = ('/alerts=[{"id": 1}]',)
    found = [item for item in worlds.run(home, 2, replies=replies).findings if item.rule == "XF101"]
    assert [item.severity for item in found] == ["warning"]
    assert "a canned reply ignores the request" in found[0].message
    twice = ('/alerts=[{"id": 1}, {"id": 1}]',)
    found = [item for item in worlds.run(home, 1, replies=twice).findings if item.rule == "XF101"]
    assert [item.severity for item in found] == ["error"]


@pytest.mark.parametrize(("limit", "severity"), [("3 - len(found)", "warning"), ("1", "info")])
def test_what_waits_is_a_warning_where_a_stream_starves(
    tmp_path: Path, limit: str, severity: str
) -> None:
    home = worlds.write(tmp_path, ONE_LIMIT.format(limit))
    outcome = worlds.run(home, 6, vendor_file=worlds.vendor(tmp_path, STREAMS))
    (late,) = [item for item in outcome.findings if item.rule == "XF121"]
    assert late.severity == severity
    assert "that two fetches or more could see" in late.message
    assert late.evidence["waiting"] > 0

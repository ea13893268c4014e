"""Values that UTF-8 or JSON have no form for cost neither the run, nor the store, nor the report."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.emulator import worlds
from xfetch.cli.main import cli

BODIES = {
    # What a cut emoji leaves, in an id, a finding, a log line and an error's message.
    "half a surrogate pair": """
    half = chr(0xd83d)
    print(half)
    demisto.setLastRun({'n': str(n), half: half})
    demisto.incidents([{'name': half, 'rawJSON': json.dumps({'t': half}), half: 1}])
    if n == 3:
        raise ValueError('cannot parse ' + half)
    """,
    "numbers that JSON lacks": """
    numbers = [float('nan'), float('inf'), -float('inf')]
    demisto.setLastRun({'n': str(n), 'numbers': numbers})
    demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'t': n, 's': numbers}), 's': numbers}])
    if n == 3:
        raise ValueError(numbers)
    """,
    "an integer of 6,000 digits": """
    demisto.setLastRun({'n': str(n)})
    demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'t': n}), 'x': 10**6000 * (n == 3)}])
    """,
    "a last run changed in place": """
    demisto.getLastRun()['n'] = {1, 10**6000}
    demisto.getLastRun().update({'m': 10**6000})
    demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'t': str(time.time())})}])
    if time.time() % 180 > 119:
        raise ValueError('once')
    """,
}


def strict(text: str) -> object:
    def refused(name: str) -> object:
        raise AssertionError(f"{name} is no JSON")

    return json.loads(text, parse_constant=refused)


@pytest.mark.parametrize("name", BODIES)
def test_the_run_its_store_and_its_reports(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "    n = int(demisto.getLastRun().get('n') or 0) + 1\n" + BODIES[name]
    worlds.write(tmp_path, body if "n == 3" in body else BODIES[name])
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(
        cli,
        [
            *("run", "Probe", "--reply", "*={}", "--cycles", "3", "--id-field", "t"),
            *("-o", "json:r.json", "-o", "jsonl:r.jsonl", "-o", "html:r.html", "--store", "r.db"),
        ],
    )
    assert told.exit_code == 1, told.output
    report = strict(Path("r.json").read_text(encoding="utf-8"))
    assert isinstance(report, dict)
    assert [row["status"] for row in report["cycles"]] == ["ok", "ok", "error"]
    for line in Path("r.jsonl").read_text(encoding="utf-8").splitlines():
        strict(line)
    page = Path("r.html").read_text(encoding="utf-8")
    numbers = page.partition('id="numbers">')[2].partition("</script>")[0]
    strict(numbers)
    with sqlite3.connect("r.db") as store:
        store.text_factory = lambda text: text.decode("utf-8", "surrogatepass")
        for view in ("fetch_run", "incident", "call", "request", "log", "finding", "fact"):
            store.execute(f"SELECT * FROM {view}").fetchall()
    again = CliRunner().invoke(cli, ["report", "r.json", "-o", "json:again.json"])
    assert again.exit_code == 1, again.output
    assert Path("again.json").read_bytes() == Path("r.json").read_bytes()

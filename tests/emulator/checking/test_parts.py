"""A check that several machines share."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate

from tests.cli.told import invoke
from xfetch.cli.document_schemas import document_schema
from xfetch.emulator.checking.baseline import Baseline
from xfetch.emulator.checking.check_one import CheckSettings
from xfetch.emulator.checking.checked import Checked, broken, left_out
from xfetch.emulator.checking.parts import digest_of, merged, part_of
from xfetch.emulator.checking.problem import Problem
from xfetch.emulator.checking.summary import SUMMARIES, as_json
from xfetch.emulator.errors import LoadError, UsageError
from xfetch.emulator.executing.shard import Shard
from xfetch.emulator.reports.html.overview import Found, RunPage

SETTINGS = CheckSettings()
FOUND = Found(1, "error", "XF101", "duplicate-incident", "twice", ("why",), "A.py:3")


def result(number: int, path: Path) -> Checked:
    """A result in which each field has a value of its own."""
    if number % 3 == 2:
        return left_out(path)
    if number % 3 == 1:
        return broken(path, f"no key {number}", 3)
    problem = Problem(f"{number}", "XF101", "", "twice", "A.py:3")
    suite = '<testsuite name="A" tests="1" failures="1" errors="0"><testcase name="a"/></testsuite>'
    return Checked(
        *(str(path), path.parent.name, "failed", "FAILED", 1, f"{number} cycles"),
        wrong=("twice",),
        suite=suite,
        results=({"ruleId": "XF101", "partialFingerprints": {"xfetch/v2": "1"}},),
        reports={"github": f"::error::{number}\n"},
        findings=({"rule": "XF101", "count": number},),
        counts={"cycles": number},
        page=RunPage(False, ("note",), (FOUND,), "<script>1</script>"),
        problems=(problem,),
        known=(problem,),
        gone=(problem,),
        took_s=1.5,
    )


@pytest.fixture
def scenarios(tmp_path: Path) -> list[Path]:
    """Five scenarios."""
    paths = [tmp_path / f"{number}" / "scenario.yml" for number in range(5)]
    for path in paths:
        path.parent.mkdir()
        path.write_text("cycles: 1\n")
    return paths


def shards(scenarios: list[Path], folder: Path, count: int) -> list[Path]:
    """The documents of all shards."""
    digest = digest_of(scenarios, SETTINGS, {})
    files = []
    for number in range(1, count + 1):
        shard = Shard(number, count)
        checks = {at: result(at, path) for at, path in enumerate(scenarios) if shard.takes(at)}
        part = part_of(checks, shard, digest, len(scenarios))
        text = "".join(as_json(list(checks.values()), part))
        validate(json.loads(text), document_schema("check"))
        files.append(folder / f"{number}.json")
        files[-1].write_text(text, encoding="utf-8")
    return files


@pytest.mark.parametrize("count", [1, 2, 4, 7])
def test_the_shards_together_are_the_whole_check(
    scenarios: list[Path], tmp_path: Path, count: int
) -> None:
    whole = [result(number, path) for number, path in enumerate(scenarios)]
    files = shards(scenarios, tmp_path, count)
    together = merged(files[::-1], digest_of(scenarios, SETTINGS, {}))
    assert together == whole == merged(files)
    for name in SUMMARIES:
        # The real time of each scenario stands in JUnit alone.
        untimed = [replace(one, took_s=None) for one in whole]
        assert "".join(SUMMARIES[name](together)) == "".join(SUMMARIES[name](untimed)), name


def test_gaps_overlaps_and_other_checks_are_refused(scenarios: list[Path], tmp_path: Path) -> None:
    first, second = shards(scenarios, tmp_path, 2)
    digest = digest_of(scenarios, SETTINGS, {})
    with pytest.raises(
        UsageError, match="the files lack the results of 3 scenarios of 5"
    ) as caught:
        merged([second], digest)
    assert caught.value.advice == ("give the files of all shards; these are 2/2",)
    with pytest.raises(UsageError, match=r"0/scenario.yml is in .*1.json too"):
        merged([first, second, first], digest)
    known = Baseline(tmp_path, {"0/scenario.yml": (Problem("1", "XF101", "", "", ""),)})
    others: list[tuple[list[Path], CheckSettings]] = [
        (scenarios[1:], SETTINGS),
        (scenarios, replace(SETTINGS, strict=True)),
        (scenarios, replace(SETTINGS, fail_on="warning")),
        (scenarios, replace(SETTINGS, severities={"XF101": "off"})),
        (scenarios, replace(SETTINGS, baseline=known)),
    ]
    digests = {digest_of(*one, {}) for one in others}
    digests.add(digest_of(scenarios, SETTINGS, {"0/scenario.yml": 1.0}))
    scenarios[0].write_text("cycles: 2\n")
    digests.add(digest_of(scenarios, SETTINGS, {}))
    assert len(digests - {digest}) == 7
    for other in digests:
        with pytest.raises(UsageError, match="the shard of another check"):
            merged([first, second], other)
    (tmp_path / "other").mkdir()
    third = shards(scenarios, tmp_path / "other", 2)[1]
    with pytest.raises(UsageError, match=f"--merge {third}: that is the shard of another check"):
        merged([first, third])


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part.pop("digest"),
        lambda part: part.pop("scenarios"),
        lambda part: part.pop("shard"),
        lambda part: part.update(results={}),
        lambda part: part["results"][0].pop(),
        lambda part: part["results"][0].__setitem__(0, 99),
        lambda part: part["results"][0].__setitem__(0, "a"),
        lambda part: part["results"][0][1].pop("path"),
        lambda part: part["results"][0][1].update(page=3),
    ],
)
def test_a_broken_document_is_one_message(
    scenarios: list[Path], tmp_path: Path, change: Any
) -> None:
    file, _ = shards(scenarios, tmp_path, 2)
    document = json.loads(file.read_text(encoding="utf-8"))
    change(document["part"])
    file.write_text(json.dumps(document))
    with pytest.raises(LoadError, match=f"--merge {file}: "):
        merged([file])
    file.write_text("{")
    with pytest.raises(LoadError, match="not the JSON document of a shard"):
        merged([file])


def test_the_command_runs_a_part_and_merges_all(tmp_path: Path) -> None:
    """Of scenarios that cannot be run: that costs nothing."""
    for name in "ABC":
        (tmp_path / name).mkdir()
        (tmp_path / name / "scenario.yml").write_text("cycels: 1\n")
    files = [tmp_path / "1.json", tmp_path / "2.json"]
    counts = []
    for number, file in enumerate(files, 1):
        told = invoke("check", tmp_path, "--shard", f"{number}/2", "-j", 1, "-o", f"json:{file}")
        counts.append(told.stdout.splitlines()[-1])
    assert counts == ["2 scenarios: 2 broken", "1 scenario: 1 broken"]
    merge = [word for file in files for word in ("--merge", file)]
    together = invoke("check", tmp_path, *merge, "-o", "json")
    whole = invoke("check", tmp_path, "-j", 1, "-o", "json")
    assert (together.exit_code, together.stdout) == (3, whole.stdout)
    assert invoke("report", "--merge", *files, "-o", "json").stdout == whole.stdout
    gap = invoke("report", "--merge", files[1])
    assert (gap.exit_code, gap.stderr.count("the files lack the results of 2 scenarios of 3")) == (
        2,
        1,
    )
    assert "name one saved run" in invoke("report", *files).stderr
    assert "each shard has judged" in invoke("report", "--merge", *files, "--verbose").stderr
    assert invoke("check", tmp_path, "--shard", "3/2").exit_code == 2
    assert invoke("check", tmp_path, "--shard", "1/2", *merge).exit_code == 2
    assert invoke("check", tmp_path, "--shard", "9/9").stdout == "no scenario is in part 9/9\n"


def test_four_shards_by_durations_are_the_whole_check(tmp_path: Path) -> None:
    """Of scenarios that cannot be run. One of them took as long as all others together."""
    names = "ABCDEFGH"
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "scenario.yml").write_text("cycels: 1\n")
    times = tmp_path / "times.json"
    rows = {f"{tmp_path.as_posix()}/{name}/scenario.yml": 1.0 for name in names[:6]}
    times.write_text(json.dumps({**rows, f"{tmp_path.as_posix()}/C/scenario.yml": 7.0}))
    files = []
    ran = []
    for number in range(1, 5):
        files.append(tmp_path / f"part{number}.json")
        shard = ("--shard", f"{number}/4", "--durations", times)
        told = invoke("check", tmp_path, *shard, "-j", 1, "-o", f"json:{files[-1]}")
        ran.append(int(told.stdout.splitlines()[-1].partition(" ")[0]))
    # The long one is alone; the others are shared, also those of which no time is known.
    assert (ran[0], sorted(ran)) == (1, [1, 2, 2, 3])
    whole = invoke("check", tmp_path, "-j", 1, "-o", "json").stdout
    assert invoke("report", "--merge", *files, "-o", "json").stdout == whole
    merge = [word for file in files for word in ("--merge", file)]
    assert invoke("check", tmp_path, *merge, "--durations", times, "-o", "json").stdout == whole
    other = invoke("check", tmp_path, *merge, "-o", "json")
    assert "the shard of another check" in json.loads(other.stdout)["error"]["message"]
    assert "needs --shard" in invoke("check", tmp_path, "--durations", times).stderr

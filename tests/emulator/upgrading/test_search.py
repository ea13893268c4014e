"""A change of versions, run with the samples."""

from __future__ import annotations

from pathlib import Path

import pytest

from xfetch.emulator.emulate import prepare
from xfetch.emulator.request.from_scenario import with_scenario
from xfetch.emulator.request.request import InstanceParams, Request
from xfetch.emulator.request.scenario_file.read import read_scenario
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.upgrading.harm import FAILED, MISSED, TWICE
from xfetch.emulator.upgrading.search import ALONE, BACK, UPGRADE, Upgraded, points_of, upgraded
from xfetch.emulator.upgrading.telling import title_of, why_of
from xfetch.emulator.upgrading.version import NEW, OLD, Version, installed_over, with_file

SAMPLES = Path(__file__).parents[3] / "sample_integrations"


def version(name: str, target: Path, scenario: Path, **params: str) -> Version:
    request = Request(
        target,
        instance=InstanceParams(params),
        isolation=Isolation("process"),
        stated=frozenset(),
    )
    file = read_scenario(scenario)
    made = Version(name, target.name, prepare(with_scenario(request, file, frozenset())))
    return with_file(made, f"old/{made.file}") if name == OLD else made


def changed(sample: str, after: int = 5, new: Path | None = None) -> Upgraded:
    folder = SAMPLES / sample
    scenario = folder / "scenario.yml"
    old = version(OLD, folder / "before", scenario)
    return upgraded(old, version(NEW, new or folder, scenario), after=(after,))


@pytest.mark.parametrize(
    ("sample", "kind", "title", "why", "source"),
    [
        (
            "upgrade_unit",
            TWICE,
            "after the upgrade 7 events come again: 1, 2, 3, 4, 5, 6 and 1 more",
            "`since` was saved as a time in seconds, and is read as a time in milliseconds",
            'since = last_run.get("since") or first_time(params)',
        ),
        (
            "upgrade_renamed_key",
            TWICE,
            "after the upgrade 7 events come again: 1, 2, 3, 4, 5, 6 and 1 more",
            "`last_fetch` became `last_created`",
            'position = last_run.get("last_created") or first_time(params)',
        ),
        (
            "upgrade_new_key",
            FAILED,
            "after the upgrade every fetch fails: KeyError: 'ids'",
            "`ids` is missing from what was saved",
            'since, ids = last_run["since"], last_run["ids"]',
        ),
        (
            "upgrade_id_type",
            TWICE,
            "after the upgrade 1 event comes again: 7",
            "`seen` was saved as a list of numbers, and is read as a list of texts",
            'seen = last_run.get("seen", [])',
        ),
    ],
    ids=["unit", "renamed key", "new key", "id type"],
)
def test_what_the_old_version_left_harms_the_new_one(
    sample: str, kind: str, title: str, why: str, source: str
) -> None:
    told = changed(sample)
    assert told.exit_code == 1
    find = told.finds[0]
    assert (find.way, find.harm.kind, title_of(find), find.source) == (
        UPGRADE,
        kind,
        title,
        source,
    )
    assert why_of(find).startswith(why)
    assert find.line is not None
    assert not find.line.file.startswith("old/")
    # Each version alone is sound: that is why no other test shows it.
    for alone in (told.old_alone, told.new_alone):
        assert (alone.summary.missed, alone.summary.duplicates, alone.summary.failed) == (0, 0, 0)
    assert all(one.way == BACK and not one.is_error for one in told.finds[1:])


def test_a_version_that_reads_both_forms_does_no_harm(tmp_path: Path) -> None:
    sample = SAMPLES / "upgrade_renamed_key"
    code = (sample / "upgrade_renamed_key.py").read_text(encoding="utf-8")
    read = 'last_run.get("last_created")'
    assert read in code
    new = tmp_path / "upgrade_renamed_key"
    new.mkdir()
    both = code.replace(read, f'{read} or last_run.get("last_fetch")')
    (new / "upgrade_renamed_key.py").write_text(both, encoding="utf-8")
    yml = (sample / "upgrade_renamed_key.yml").read_text(encoding="utf-8")
    (new / "upgrade_renamed_key.yml").write_text(yml, encoding="utf-8")
    told = changed("upgrade_renamed_key", new=new)
    assert [one.way for one in told.finds] == [BACK]
    assert told.exit_code == 0


def test_what_a_smaller_limit_loses_by_itself_is_said_of_the_new_version_alone() -> None:
    folder = SAMPLES / "ties_dropped"
    old = version(OLD, folder, folder / "scenario.yml")
    new = version(NEW, folder, folder / "scenario.yml", max_fetch="1")
    told = upgraded(old, new, frozenset({"max_fetch"}), after=(2,))
    assert [(one.way, one.harm.kind) for one in told.finds] == [(ALONE, MISSED)]
    assert told.changed == ("max_fetch",)


def test_changes_are_spread_over_the_cycles() -> None:
    assert points_of(20) == (3, 6, 9, 11, 14, 17)
    assert points_of(3) == (1, 2)
    assert points_of(1) == (1,)
    assert all(0 < one < max(cycles, 2) for cycles in range(1, 60) for one in points_of(cycles))


def test_an_instance_keeps_its_values_and_has_none_for_a_new_parameter(tmp_path: Path) -> None:
    sample = SAMPLES / "upgrade_unit"
    new = tmp_path / "upgrade_unit"
    new.mkdir()
    for one in sample.glob("upgrade_unit.*"):
        text = one.read_text(encoding="utf-8").replace("defaultvalue: '50'", "defaultvalue: '9'")
        more = "configuration:\n- {name: page_size, type: 0, defaultvalue: '7', display: Page}\n"
        text = text.replace("configuration:\n", more)
        (new / one.name).write_text(text, encoding="utf-8")
    scenario = sample / "scenario.yml"
    old, own = version(OLD, sample / "before", scenario), version(NEW, new, scenario)
    assert (own.params["max_fetch"], own.params["page_size"]) == ("9", "7")
    met = installed_over(own, old, frozenset())
    assert (met.params["max_fetch"], met.params["page_size"]) == ("50", None)
    chosen = installed_over(own, old, frozenset({"page_size"}))
    assert chosen.params["page_size"] == "7"

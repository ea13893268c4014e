"""The samples in the worlds of explore: no healthy one is accused, the mistake of each guilty one is found.

The suite runs the first world of each shape for the seven designs, and judges them without causes. Marked
``long`` are 200 worlds of each healthy sample, and the search for the mistake of each guilty one:
``pytest -m long``.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
import yaml

from tests.conformance.guilty import Mistake, mistakes, search
from tests.conformance.worlds import SEED, healthy
from tests.emulator.exploring.grounds import SAMPLES, sample
from xfetch.emulator.exploring.generated import world_of
from xfetch.emulator.exploring.searching.campaign import Budget, Campaign
from xfetch.emulator.exploring.searching.looking import BROKEN, Looker
from xfetch.emulator.exploring.searching.runner import Runner
from xfetch.emulator.exploring.searching.trouble import PROPERTY_RULES
from xfetch.emulator.exploring.shapes import SHAPES

# The designs that must stay silent.
DESIGNS = (
    "healthy_acknowledged",  # at least once, with ids
    "healthy_cursor",
    "healthy_look_back",
    "healthy_queue",
    "healthy_seen_ids",
    "healthy_snapshot",  # the product has no filter
    "healthy_state_filter",
)
# Found in the first world, with a small world: they cost a second each.
QUICK = ("feed_expires", "newest_first", "poison_window")


def test_each_healthy_design_is_a_sample() -> None:
    assert set(DESIGNS) <= set(healthy())


@pytest.mark.parametrize("name", DESIGNS)
def test_no_shape_of_world_troubles_a_healthy_sample(name: str) -> None:
    ground = sample(name)
    with Runner(ground) as runner:
        facts = runner.outcome(world_of(ground, SEED, 0)).dossier.facts
    with closing(Looker(ground, SEED, (), facts)) as looker:
        seen = list(looker.looks(range(len(SHAPES))))
    # A world that could not be run, on a machine that is too slow, shows nothing.
    ran = [one for one in seen if BROKEN not in one.look.troubles]
    assert [one for one in ran if one.look.troubles and not one.beyond] == []
    assert sum(one.look.tested for one in seen) >= len(SHAPES) / 2


@pytest.mark.parametrize(
    "path", sorted(SAMPLES.glob("*/scenario.yml")), ids=lambda one: one.parent.name
)
def test_what_a_guilty_sample_breaks_is_a_property_that_explore_judges(path: Path) -> None:
    rules = yaml.safe_load(path.read_text())["expect"].get("rules")
    assert rules is None or set(rules) & set(PROPERTY_RULES)


@pytest.mark.parametrize("mistake", [one for one in mistakes() if one.sample in QUICK])
def test_a_mistake_is_found_from_the_api_alone(mistake: Mistake) -> None:
    found = search(mistake, len(SHAPES)).find
    assert found is not None
    assert found.is_error
    assert len(found.world.events) <= 3
    assert found.outcome.summary.cycles <= 6


@pytest.mark.long
@pytest.mark.parametrize("name", healthy())
def test_a_healthy_sample_survives_200_worlds(name: str) -> None:
    explored = Campaign(sample(name), SEED, Budget(200)).explore()
    assert [one for one in explored.finds if one.is_error] == []
    assert explored.untested <= 200 / 5


@pytest.mark.long
@pytest.mark.parametrize("mistake", mistakes())
def test_each_mistake_is_found_from_the_api_alone(mistake: Mistake) -> None:
    assert search(mistake, 128).find is not None

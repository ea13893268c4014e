"""The section ``guesses`` of a scenario: what is still a guess, and what an alternative changes."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from xfetch.emulator.errors import LoadError
from xfetch.emulator.request.from_scenario import with_alternative, with_scenario
from xfetch.emulator.request.request import Request
from xfetch.emulator.request.scenario_file.read import read_scenario

TEXT = """\
    events: {generate: {count: 3}}
    faults: []
    api:
      routes:
      - get: /alerts
        order: ORDER
        answer: {json: "@events"}
    guesses:
    - {path: "api.routes[0].order", value: created, alternatives: [-created], why: no order}
    - {path: faults, value: [], alternatives: [[{cycle: 2, status: 503}]]}
    """


def written(folder: Path, text: str) -> Path:
    path = folder / "s.yml"
    path.write_text(dedent(text), encoding="utf-8")
    return path


def test_a_guess_has_the_line_of_its_value(tmp_path: Path) -> None:
    first, second = read_scenario(written(tmp_path, TEXT.replace("ORDER", "created"))).guesses
    assert (first.path, first.value, first.alternatives, first.why, first.line) == (
        "api.routes[0].order",
        "created",
        ("-created",),
        "no order",
        6,
    )
    assert (second.path, second.why, second.line) == ("faults", "", 2)


def test_another_value_confirms(tmp_path: Path) -> None:
    (left,) = read_scenario(written(tmp_path, TEXT.replace("ORDER", "unspecified"))).guesses
    assert left.path == "faults"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("path: faults", "path: 'faults['", "guesses[1].path: 'faults[' is no path"),
        ("why: no order", "whi: no order", "guesses[0].whi: unknown key; did you mean 'why'?"),
        ("value: [], ", "", "guesses[1]: needs 'value'"),
    ],
)
def test_mistakes(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(LoadError) as caught:
        read_scenario(written(tmp_path, TEXT.replace(old, new)))
    assert told in str(caught.value)


def test_an_alternative_changes_its_part_of_the_product_alone(tmp_path: Path) -> None:
    file = read_scenario(written(tmp_path, TEXT.replace("ORDER", "created")))
    request = with_scenario(Request(Path("Acme.py")), file, frozenset())
    order, faults = request.guesses
    changed = with_alternative(request, order, "-created").product
    assert changed.api is not None
    assert changed.api["routes"][0]["order"] == "-created"
    assert (changed.faults, changed.timeline) == (request.product.faults, request.product.timeline)
    assert len(with_alternative(request, faults, [{"cycle": 2, "status": 503}]).product.faults) == 1
    with pytest.raises(LoadError, match="order"):
        with_alternative(request, order, 7)
    both = with_alternative(request, order, "-created", (faults, [{"cycle": 2, "status": 503}]))
    assert both.product.api == changed.api
    assert len(both.product.faults) == 1


def test_what_the_caller_chose_is_no_guess(tmp_path: Path) -> None:
    file = read_scenario(written(tmp_path, TEXT.replace("ORDER", "created")))
    (left,) = with_scenario(Request(Path("Acme.py")), file, frozenset(["replies"])).guesses
    assert left.path == "faults"

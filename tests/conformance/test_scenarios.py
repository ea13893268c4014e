"""Six public integrations, unmodified, each under a scenario of its product: the verdict is kept.

Styles: an API key (HelloWorld); an OAuth login, a query language, ids first (CrowdStrike Falcon); OData
and an unspecified order (Microsoft 365 Defender); a cursor (Orca); a write for every fetched alert (Nozomi);
long-running (Enterprise DLP). Each verdict and cause was checked by hand; four have no
cause, and none is due.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from .ran import Bench

CONTENT = os.environ.get("XFETCH_CONTENT")
PYTHON = Path(os.environ.get("XFETCH_CONFORMANCE_PYTHON", sys.executable))
SCENARIOS = Path(__file__).with_name("scenarios")
TARGETS = {
    "HelloWorld": "HelloWorld/Integrations/HelloWorld",
    "CrowdStrikeFalcon": "CrowdStrikeFalcon/Integrations/CrowdStrikeFalcon",
    "Microsoft365Defender": "Microsoft365Defender/Integrations/Microsoft365Defender",
    "Orca": "Orca/Integrations/Orca",
    "NozomiNetworks": "NozomiNetworks/Integrations/NozomiNetworks",
    "PaloAltoNetworksEnterpriseDLP": (
        "Palo_Alto_Networks_Enterprise_DLP/Integrations/Palo_Alto_Networks_Enterprise_DLP"
    ),
}
CAUSES = {"HelloWorld": ["limit-cuts-tie"], "CrowdStrikeFalcon": ["late-visibility"]}


def test_every_scenario_has_its_integration() -> None:
    assert {path.stem for path in SCENARIOS.glob("*.yml")} == set(TARGETS)


@pytest.mark.skipif(not CONTENT, reason="XFETCH_CONTENT names no content checkout")
@pytest.mark.parametrize("name", TARGETS)
def test_the_verdict_is_as_it_was_checked(name: str) -> None:
    bench = Bench(Path(CONTENT or "").resolve(), PYTHON.absolute())
    scenario = SCENARIOS / f"{name}.yml"
    ran = bench.run(Path("Packs") / TARGETS[name], ("--scenario", str(scenario)))
    missing = re.search(r"imports `(\w+)`, which is not installed", ran.stderr)
    if missing:
        pytest.skip(f"the integration imports {missing[1]}, which is not installed")
    assert ran.exit_code == 0, ran.stderr
    assert ran.report is not None
    causes = [one["cause"]["code"] for one in ran.report["findings"] if one["cause"]]
    assert causes == CAUSES.get(name, [])
    if name == "HelloWorld":
        story = next(e for e in ran.report["events"] if e["id"] == "4")["story"]
        assert re.search(r"cycle \d+ asked GET \S*/get_alerts.* last_fetch", story.replace("`", ""))

"""FeedHelloWorld of a real checkout, unmodified: no rule may cry wolf over it on a true product."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from xfetch.cli.main import cli

CONTENT = os.environ.get("XFETCH_CONTENT")
SCENARIO = """
interval: 30m
events:
  generate:
    count: 40
    every: 20m
    id: "https://bad{n}.example.com/login"
    removed: {share: 0.3, after: 3h}
api:
  routes:
  - get: /feed.txt
    order: {by: created}
    answer: {text: "@events", event: "@id"}
"""


@pytest.mark.skipif(
    not CONTENT, reason="XFETCH_CONTENT names no checkout of the content repository"
)
@pytest.mark.parametrize("policy", ["suddenDeath", "interval", "never"])
@pytest.mark.parametrize("common_server", ["auto", "embedded"])
def test_the_template_of_feeds_is_silent(tmp_path: Path, policy: str, common_server: str) -> None:
    pytest.importorskip("tldextract", reason="the template detects types by tldextract")
    home = Path(str(CONTENT)) / "Packs" / "HelloWorld" / "Integrations" / "FeedHelloWorld"
    scenario, saved = tmp_path / "feed.yml", tmp_path / "run.json"
    scenario.write_text(SCENARIO, encoding="utf-8")
    words = ["run", str(home), "--scenario", str(scenario), "-o", f"json:{saved}"]
    words += ["--commonserver", common_server, "--param", f"feedExpirationPolicy={policy}"]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 0, result.output
    report = json.loads(saved.read_text(encoding="utf-8"))
    assert report["findings"] == []
    counts = report["indicators"]
    assert (counts["created"], report["summary"]["missed"]) == (40, 0)
    assert (counts["expired"] > 0) is (policy == "suddenDeath")
    assert counts["falsely_expired"] == counts["never_expired"] == counts["not_updated"] == 0

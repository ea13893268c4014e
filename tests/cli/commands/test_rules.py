"""``xfetch rules``."""

from __future__ import annotations

from click.testing import CliRunner

from xfetch.cli.main import cli
from xfetch.emulator.judging.rules import RULES


def test_the_list_and_one_rule() -> None:
    listed = CliRunner().invoke(cli, ["rules"])
    assert all(f"{rule.code}  " in listed.output for rule in RULES)
    rows = {line[:5]: line for line in listed.output.splitlines()}
    assert all(rule.meaning in rows[rule.code] for rule in RULES)
    assert " info/error " in rows["XF208"]
    one = CliRunner().invoke(cli, ["rules", "xf101"])
    assert one.output.startswith("XF101 duplicate-incident\n")
    assert CliRunner().invoke(cli, ["rules", "duplicate-incident"]).output == one.output


def test_an_unknown_rule() -> None:
    result = CliRunner().invoke(cli, ["rules", "XF999"])
    assert result.exit_code == 2
    assert "no rule is called 'XF999'\n  xfetch rules lists them all\n" in result.output
    near = CliRunner().invoke(cli, ["rules", "duplicate"])
    assert "did you mean XF101 duplicate-incident?" in near.output

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


def test_explain_is_the_same_command() -> None:
    for arguments in (["XF101"], ["duplicate-incident"], [], ["XF100"]):
        one = CliRunner().invoke(cli, ["explain", *arguments])
        other = CliRunner().invoke(cli, ["rules", *arguments])
        assert (one.exit_code, one.output) == (other.exit_code, other.output)


def test_a_mistyped_code_names_the_nearest_rules() -> None:
    result = CliRunner().invoke(cli, ["explain", "xf1021"])
    assert "did you mean XF102 missed-incident?" in result.output

"""``xfetch rules``."""

from __future__ import annotations

from click.testing import CliRunner

from xfetch.cli.main import cli
from xfetch.emulator.judging.diagnosis.vocabulary import VOCABULARY
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
    assert "no rule or cause is called 'XF999'\n  xfetch rules lists them all\n" in result.output
    near = CliRunner().invoke(cli, ["rules", "duplicate"])
    assert "did you mean XF101 duplicate-incident?" in near.output


def test_explain_is_the_same_command() -> None:
    for arguments in (["XF101"], ["duplicate-incident"], ["zone"], [], ["XF100"]):
        one = CliRunner().invoke(cli, ["explain", *arguments])
        other = CliRunner().invoke(cli, ["rules", *arguments])
        assert (one.exit_code, one.output) == (other.exit_code, other.output)


def test_a_mistyped_code_names_the_nearest_rules() -> None:
    result = CliRunner().invoke(cli, ["explain", "xf1021"])
    assert "did you mean XF102 missed-incident?" in result.output


def test_the_list_of_causes_and_one_cause() -> None:
    listed = CliRunner().invoke(cli, ["rules", "--width", "120"]).output
    rows = dict(line.split("  ", 1) for line in listed.splitlines() if "  " in line)
    assert all(rows[kind.code].strip() == kind.title for kind in VOCABULARY)
    one = CliRunner().invoke(cli, ["explain", "Limit-cuts-tie"]).output
    assert one.startswith("limit-cuts-tie\n\na limit cuts between events of one second")
    assert "\nRemedy\n" in one
    assert "\n    for alert in client.search(since=last_fetch, limit=max_fetch):\n" in one


def test_a_name_of_a_rule_and_of_a_cause_shows_both_pages() -> None:
    both = CliRunner().invoke(cli, ["explain", "killed-at-timeout"]).output
    assert both.startswith("XF403 killed-at-timeout\n")
    assert "\n\nkilled-at-timeout\n\na fetch takes longer" in both


def test_a_mistyped_cause_names_the_nearest() -> None:
    result = CliRunner().invoke(cli, ["explain", "limit-cut-ties"])
    assert "did you mean limit-cuts-tie?" in result.output
    assert "did you mean ids-forgotten?" in CliRunner().invoke(cli, ["rules", "forgotten"]).output

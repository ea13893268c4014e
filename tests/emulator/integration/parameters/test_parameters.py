"""What ``demisto.params()`` returns for what the yml says and the user gave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from xfetch.emulator.errors import LoadError, UsageError
from xfetch.emulator.integration.manifest import bare_manifest, parse_manifest
from xfetch.emulator.integration.parameters.parameters import (
    Parameters,
    build_params,
    parse_assignment,
    read_params_file,
)

YML = """\
name: Probe
configuration:
- {name: url, display: Server URL, type: 0, required: true}
- {name: credentials, display: Username, type: 9, required: true}
- {name: apikey, display: API Key, type: 4, required: true, defaultvalue: ""}
- {name: isFetch, type: 8, defaultvalue: 'false'}
- {name: proxy, type: 8, defaultvalue: 'true'}
- {name: insecure, type: 8}
- {name: max_fetch, type: 0, defaultvalue: 50}
- {name: empty, type: 0, defaultvalue: ""}
- {name: optional, type: 12}
- {name: levels, type: 16, options: [Low, High, "A, B"], defaultvalue: "Low,High"}
- {name: level, type: 15, options: [Low, High]}
- {name: tags, type: 16}
- {name: token, type: 4}
- {name: other, displaypassword: API Key, type: 9, hiddenusername: true}
- {name: preset, type: 9, defaultvalue: admin}
- {name: hidden, type: 0, required: true, hidden: true}
- {name: incidentFetchInterval, type: 19}
script: {script: '-'}
"""
MANIFEST = parse_manifest(YML, "Probe.yml")
VAULT = {"id": "", "user": "", "password": "", "sshkey": "", "sshkeyPass": ""}
EMPTY = {
    "identifier": "",
    "password": "",
    "passwordChanged": False,
    "credential": "",
    "credentials": VAULT,
}


def built(given: dict[str, Any] | None = None, **options: Any) -> Parameters:
    return build_params(MANIFEST, given or {}, **options)


def test_nothing_given_and_nothing_filled() -> None:
    found = built(fill="none")
    assert found.values == {
        "url": None,
        "credentials": EMPTY,
        "apikey": "",
        "isFetch": True,
        "proxy": True,
        "insecure": False,
        "max_fetch": "50",
        "empty": "",
        "optional": None,
        "levels": ["Low", "High"],
        "level": None,
        "tags": [],
        "token": None,
        "other": EMPTY,
        "preset": {**EMPTY, "identifier": "admin"},
        "hidden": None,
        "incidentFetchInterval": "1",
    }
    assert (found.filled, found.secrets, found.placeholders) == ((), (), ())


def test_required_ones_are_filled_and_named() -> None:
    found = built()
    assert found.filled == ("url", "credentials.identifier", "credentials.password", "apikey")
    assert found.values["url"].startswith("https://")
    assert found.values["url"] in found.placeholders
    assert found.values["token"] is None
    assert found.secrets == ()


def test_optional_secrets_are_filled_on_demand() -> None:
    assert set(built(fill="secrets").filled) - set(built().filled) == {
        "token",
        "other.password",
        "preset.password",
    }


def test_an_unset_text_reads_empty_on_demand() -> None:
    values = built(unset="empty").values
    assert (values["optional"], values["tags"], values["insecure"]) == ("", [], False)


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("max_fetch", "5", "5"),
        ("max_fetch", 5, "5"),
        ("max_fetch", "", ""),
        ("optional", {"a": 1}, '{"a": 1}'),
        ("proxy", "no", False),
        ("proxy", "YES", True),
        ("proxy", "1", True),
        ("proxy", False, False),
        ("levels", "High", ["High"]),
        ("levels", '["High", "Low"]', ["High", "Low"]),
        ("levels", ["Low"], ["Low"]),
        ("levels", "A, B", ["A, B"]),
        ("tags", "a, b,,c", ["a", "b", "c"]),
        ("level", "High", "High"),
        ("level", "", ""),
        ("isFetch", "false", False),
        ("other", "k3y", {**EMPTY, "password": "k3y"}),
        ("incidentFetchInterval", 7, "7"),
    ],
)
def test_values_arrive_as_the_server_types_them(name: str, given: object, value: object) -> None:
    assert built({name: given}, fill="none").values[name] == value


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"ur": "x"}, "did you mean url?"),
        ({"API Key": "x"}, "did you mean apikey"),
        ({"Max_Fetch": "x"}, "did you mean max_fetch"),
        ({"zzzzzz": "x"}, "the integration has: url, credentials"),
        ({"credentals.password": "x"}, "did you mean credentials"),
        ({"credentials.pasword": "x"}, "did you mean credentials.password?"),
        ({"url.password": "x"}, "only credentials parameters have fields"),
        ({"credentials": "me:s3cret"}, "--param credentials.identifier=…"),
        ({"credentials": '{"s3cret"'}, "not JSON"),
        ({"credentials": {"credentials": 1}}, "must be a mapping"),
        ({"level": "Hihg"}, "did you mean 'High'?"),
        ({"levels": "Low,Mid"}, "options: Low, High"),
        ({"proxy": "maybe"}, "must be true or false"),
        ({"url": ["a"]}, "not a list"),
    ],
)
def test_what_the_server_would_not_take(given: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError) as caught:
        built(given)
    assert says in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_credentials_by_field_by_json_and_both() -> None:
    for given in (
        {"credentials.identifier": "me", "credentials.password": "s3cret"},
        {"credentials": '{"identifier": "me", "password": "s3cret"}'},
        {"credentials.password": "s3cret", "credentials": {"identifier": "me", "password": "no"}},
    ):
        value = built(given).values["credentials"]
        assert value == {**EMPTY, "identifier": "me", "password": "s3cret"}
    value = built({"credentials.credentials.sshkey": "k"}, fill="none").values["credentials"]
    assert value == {**EMPTY, "credentials": {**VAULT, "sshkey": "k"}}


def test_a_field_that_was_given_empty_stays_empty() -> None:
    found = built({"credentials.identifier": ""})
    assert found.values["credentials"]["identifier"] == ""
    assert "credentials.identifier" not in found.filled


def test_a_default_of_credentials_is_the_user_name() -> None:
    value = built({"preset.password": "s3cret"}).values["preset"]
    assert (value["identifier"], value["password"]) == ("admin", "s3cret")


def test_secrets_are_what_users_gave_for_encrypted_ones() -> None:
    found = built(
        {
            "apikey": "k3y-of-mine",
            "credentials.password": "s3cret",
            "credentials.credentials.sshkey": "sshk3y",
            "url": "https://mine",
            "code_secret": "n4med",
        },
        code_names=frozenset({"code_secret"}),
    )
    assert set(found.secrets) == {"k3y-of-mine", "s3cret", "sshk3y", "n4med"}
    assert not set(found.secrets) & set(found.placeholders)


def test_names_that_only_the_code_knows_are_texts() -> None:
    found = built({"extra": 5, "flag": True}, code_names=frozenset({"extra", "flag"}))
    assert (found.values["extra"], found.values["flag"]) == ("5", True)


def test_without_a_yml_every_name_is_taken() -> None:
    found = build_params(
        bare_manifest("X"), {"anything": "a", "insecure": "true", "creds.password": "s3cret"}
    )
    assert found.values == {
        "anything": "a",
        "insecure": True,
        "creds": {**EMPTY, "password": "s3cret"},
        "isFetch": True,
    }
    assert found.secrets == ("s3cret",)


def test_assignments_split_at_the_first_equals_sign() -> None:
    assert parse_assignment("a=b=c") == ("a", "b=c")
    assert parse_assignment("with space=") == ("with space", "")
    for wrong in ("s3cret", "=s3cret"):
        with pytest.raises(UsageError) as caught:
            parse_assignment(wrong)
        assert "s3cret" not in str(caught.value)
    with pytest.raises(UsageError, match="not apikey"):
        parse_assignment("apikey")


def test_files_keep_what_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "p.yml"
    path.write_text("pin: 0123\nat: 12:30\nyes_no: no\non: true\nlist: [a]\n", encoding="utf-8")
    assert read_params_file(path) == {
        "pin": "0123",
        "at": "12:30",
        "yes_no": "no",
        "on": True,
        "list": ["a"],
    }
    path = tmp_path / "p.json"
    path.write_text('{"n": 5}', encoding="utf-8")
    assert read_params_file(path) == {"n": 5}


@pytest.mark.parametrize(
    ("name", "content", "error", "says"),
    [
        ("p.yml", b"a: [", LoadError, "p.yml:"),
        ("p.json", b'{"a":\n 1,}', LoadError, "p.json:2: the parameter file holds broken JSON"),
        ("p.yml", b"- a", UsageError, "must hold a mapping"),
        ("p.yml", b"\xff\xfe", UsageError, "not text in UTF-8"),
        ("p.yml", None, UsageError, "does not exist"),
    ],
)
def test_files_that_hold_no_parameters(
    tmp_path: Path, name: str, content: bytes | None, error: type[Exception], says: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error) as caught:
        read_params_file(path)
    assert says in str(caught.value)

"""Made-up values that code can take for real ones."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xfetch.emulator.integration.parameter import Parameter
from xfetch.emulator.integration.parameters.placeholders import placeholder

LABELS = [
    # name, label, type, what is made of it
    ("url", "Server URL", 0, "https://xfetch.example.com"),
    ("url", "Server URL (e.g. http://192.168.0.1:8443/api/)", 0, "http://xfetch.example.com:8443/api/"),
    ("url", "The FQDN/IP to connect to", 0, "https://xfetch.example.com"),
    ("server", "Server (e.g. https://<domain>.vendor.com)", 0, "https://xfetch.example.com"),
    ("server", "Host name or IP address", 0, "xfetch.example.com"),
    ("server", "Server URL (e.g. 192.168.0.1)", 0, "xfetch.example.com"),
    ("host", "Host", 0, "xfetch.example.com"),
    ("server_ip", "Server IP (e.g. 10.0.0.1)", 0, "192.0.2.10"),
    ("brokers", "Brokers, e.g. a.b.com:9092,c.d.com:9092", 0, "xfetch.example.com:9092"),
    ("uri", "URI (mongodb://<IP>:<Port>)", 0, "mongodb://xfetch.example.com"),
    ("domain", "Domain", 0, "example.com"),
    ("port", "Port", 0, "443"),
    ("port", "Database port", 0, "5432"),
    ("address", "Console URL and Port (e.g. https://a.net:99)", 0, "https://xfetch.example.com:99"),
    ("mailbox", "Mailbox to fetch from", 0, "xfetch@example.com"),
    ("region", "AWS Default Region", 0, "us-east-1"),
    ("roleArn", "Role Arn", 0, "arn:aws:iam::123456789012:role/xfetch"),
    ("first_fetch", "First fetch time", 0, "3 days"),
    ("max_fetch", "Maximum incidents per fetch", 0, "50"),
    ("timeout", "Timeout in seconds", 0, "60"),
    ("folder", "Folder of the mail", 0, "INBOX"),
    ("schedule", "Cron expression", 0, "0 * * * *"),
    ("scope", 'Scope (e.g. "read.all")', 0, "read.all"),
    ("account_name", "Account Name (i.e. Subdomain of the URL: <ACCOUNT>.vendor.net)", 0, "xfetch"),
    ("organization", "Organization", 0, "xfetch"),
    ("account_id", "Account ID", 0, "100200300400"),
    ("password", "Password", 4, "placeholder-password"),
    ("type", "Incident type", 13, "Unclassified"),
    ("reputation", "Reputation", 18, "good"),
    ("interval", "Interval", 19, "1"),
    ("json", "The raw JSON to send", 12, "{}"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "label", "type_", "value"), LABELS)
def test_name_and_label_decide(name: str, label: str, type_: int, value: str) -> None:
    assert placeholder(Parameter(name, type_, label)) == value


@pytest.mark.parametrize("name", ["tenant_id", "clientID", "app_id", "subscription_id"])
def test_ids_are_uuids(name: str) -> None:
    assert uuid.UUID(placeholder(Parameter(name, 4, "ID")))


@pytest.mark.parametrize("label", ["API Key", "Token", "Shared key (base64)", "Secret"])
def test_keys_can_be_decoded_whichever_way_the_code_does(label: str) -> None:
    key = placeholder(Parameter("key", 4, label))
    assert len(base64.b64decode(key, validate=True)) in (16, 24, 32)
    assert binascii.unhexlify(key)


def test_private_keys_are_keys_of_one_line_or_many() -> None:
    long = placeholder(Parameter("private_key", 14, "Private Key"))
    assert long.startswith("-----BEGIN PRIVATE KEY-----\n")
    short = placeholder(Parameter("private_key", 4, "Private Key"))
    assert "\n" not in short
    assert short.replace("\\n", "\n") == long


def test_certificates_and_what_only_sounds_like_one() -> None:
    assert "BEGIN CERTIFICATE" in placeholder(Parameter("cert", 12, "Client certificate"))
    archive = placeholder(Parameter("cert", 12, "Certificate (Base64 encoded)"))
    assert base64.b64decode(archive, validate=True)[:1] == b"\x30"
    assert len(placeholder(Parameter("thumb", 4, "Certificate Thumbprint"))) == 40
    assert placeholder(Parameter("p", 4, "Certificate password")) == "placeholder-password"


@pytest.mark.parametrize("name", ["user_service_account_json", "service_account_credential"])
def test_service_accounts_are_documents_with_a_key(name: str) -> None:
    document = json.loads(placeholder(Parameter(name, 4, "User's Service Account JSON")))
    assert document["type"] == "service_account"
    assert document["private_key"].startswith("-----BEGIN PRIVATE KEY-----\n")


def test_choices_are_the_yml_s_own() -> None:
    assert placeholder(Parameter("a", 15, options=("x", "y"))) == "x"
    assert placeholder(Parameter("a", 16, options=("x", "y"))) == ["x"]
    assert placeholder(Parameter("a", 8)) is False


def test_credentials_by_the_labels_of_both_fields() -> None:
    def fields(label: str, label_password: str = "", **more: Any) -> tuple[str, str]:
        made = placeholder(
            Parameter("credentials", 9, label, display_password=label_password, **more)
        )
        return made["identifier"], made["password"]

    assert fields("Username") == ("xfetch-user", "placeholder-password")
    assert fields("Username for server login")[0] == "xfetch-user"
    assert fields("Email")[0] == "xfetch@example.com"
    assert uuid.UUID(fields("Client ID", "Client Secret")[0])
    assert fields("", "API Key", hidden_username=True)[0] == ""
    assert "PRIVATE KEY" in fields("", "Private key", hidden_username=True)[1]


@settings(max_examples=100, deadline=None)
@given(
    name=st.text(max_size=20),
    label=st.text(max_size=40),
    tip=st.text(max_size=40),
    type_=st.sampled_from([0, 1, 4, 8, 9, 12, 13, 14, 15, 16, 17, 18, 19, 23, 24]),
)
def test_whatever_a_yml_says_something_is_made_and_always_the_same(
    name: str, label: str, tip: str, type_: int
) -> None:
    parameter = Parameter(name, type_, label, additional=tip)
    made = placeholder(parameter)
    assert made == placeholder(parameter)
    assert made is False or made

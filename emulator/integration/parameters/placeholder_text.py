"""What a parameter says of itself, in words, and the fixed values that placeholders are made of."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from ...record.words import spaced
from .placeholder_pem import PRIVATE_KEY

# 32 hexadecimal digits are at once a valid key in hexadecimal (16 bytes), in base64 (24 bytes,
# which AES takes) and a UUID without dashes: whatever the code does with it, it can be done.
KEY = "00112233445566778899aabbccddeeff"
PASSWORD = "placeholder-password"
UUID = "11111111-2222-4333-8444-555555555555"
NUMERIC_ID = "100200300400"
DOCUMENT = json.dumps(
    {
        "type": "service_account",
        "project_id": "xfetch-project",
        "private_key_id": KEY,
        "private_key": PRIVATE_KEY,
        "client_email": "xfetch@xfetch-project.example.com",
        "client_id": NUMERIC_ID,
        "auth_uri": "https://xfetch.example.com/o/oauth2/auth",
        "token_uri": "https://xfetch.example.com/token",
        "auth_provider_x509_cert_url": "https://xfetch.example.com/oauth2/v1/certs",
        "client_x509_cert_url": "https://xfetch.example.com/robot/v1/metadata/x509/xfetch",
    }
)

_ASIDE = re.compile(
    r"\([^()]*\)|\be\.?g\.?,? .*|\bfor example:? .*|\bexample: .*|\bi\.e\.,? .*", re.I
)
_EXAMPLE = re.compile(r"(?:\be\.?g\.?,?|\bfor example[,:]?|\bexamples?:|\bi\.e\.,?)\s+(.+)", re.I)


@dataclass(frozen=True)
class Noun:
    """A parameter's name, label and tooltip. ``single_line``: its input field holds one line."""

    name: str
    label: str
    additional: str = ""
    secret: bool = False
    single_line: bool = False

    @property
    def label_words(self) -> str:
        """The label in lower case, without what it says in brackets or by way of example."""
        return _words(_ASIDE.sub(" ", self.label))

    @property
    def name_words(self) -> str:
        return _words(self.name)

    @property
    def words(self) -> str:
        return f"{self.name_words} ; {self.label_words}"

    @property
    def hints(self) -> str:
        """All that stands in label and tooltip, examples included, in lower case."""
        return f"{self.label} {self.additional}".lower()


def _words(text: str) -> str:
    return " ".join(re.sub(r"[_\-.\s]+", " ", spaced(text)).lower().split())


def example_in(label: str) -> str:
    """The value that a label gives as its example, where that is one word: ``(e.g. "a.all")``."""
    found = _EXAMPLE.search(label)
    if found is None:
        return ""
    word = re.split(r"[,;)]|$", found.group(1).strip(), maxsplit=1)[0].strip(" \"'`(.")
    return word if re.fullmatch(r"[A-Za-z0-9][\w.@:/+=-]*", word) else ""

"""The ordered rules that choose a placeholder by the words in a parameter's name, label and tooltip."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ...record.words import spaced
from . import placeholder_pem as pem

# 32 hexadecimal digits decode as hexadecimal (16 bytes), as base64 (24 bytes, an AES key) and as a UUID
# without dashes, so that code can decode the key whichever of them it expects.
KEY = "00112233445566778899aabbccddeeff"
PASSWORD = "placeholder-password"
UUID = "11111111-2222-4333-8444-555555555555"
NUMERIC_ID = "100200300400"
DOCUMENT = json.dumps(
    {
        "type": "service_account",
        "project_id": "xfetch-project",
        "private_key_id": KEY,
        "private_key": pem.PRIVATE_KEY,
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
class ParameterTexts:
    """The texts of a parameter by which a placeholder is chosen; ``additional`` is its tooltip.

    ``single_line``: the form's field holds one line. ``secret``: the form hides the value.
    """

    name: str
    label: str
    additional: str = ""
    secret: bool = False
    single_line: bool = False

    @property
    def label_words(self) -> str:
        """The parameter's label in lower case, without brackets and examples."""
        return _words(_ASIDE.sub(" ", self.label))

    @property
    def name_words(self) -> str:
        return _words(self.name)

    @property
    def words(self) -> str:
        return f"{self.name_words} ; {self.label_words}"

    @property
    def hints(self) -> str:
        """The parameter's label and tooltip in lower case, including brackets and examples."""
        return f"{self.label} {self.additional}".lower()


def _words(text: str) -> str:
    return " ".join(re.sub(r"[_\-.\s]+", " ", spaced(text)).lower().split())


def example_in(label: str) -> str:
    """Return the example in a parameter's label, such as ``(e.g. "a.all")``, if it is a single word."""
    found = _EXAMPLE.search(label)
    if found is None:
        return ""
    word = re.split(r"[,;)]|$", found.group(1).strip(), maxsplit=1)[0].strip(" \"'`(.")
    return word if re.fullmatch(r"[A-Za-z0-9][\w.@:/+=-]*", word) else ""


Made: TypeAlias = "str | Callable[[ParameterTexts], str]"


def _private_key(texts: ParameterTexts) -> str:
    """Return the placeholder key as PEM; a one-line field gets ``\\n`` for line ends, as code expects."""
    return pem.PRIVATE_KEY.replace("\n", "\\n") if texts.single_line else pem.PRIVATE_KEY


def _public_key(texts: ParameterTexts) -> str:
    return KEY if texts.single_line else pem.PUBLIC_KEY


def _certificate(texts: ParameterTexts) -> str:
    if "base64" in texts.words + texts.hints:
        return pem.PKCS12_BASE64
    return pem.CERTIFICATE.replace("\n", "\\n") if texts.single_line else pem.CERTIFICATE


def _json_document(texts: ParameterTexts) -> str:
    account = re.search(r"service|account|credential|creds|key|auth", texts.words)
    return DOCUMENT if account else "{}"


_PORT = r"(?<!and )(?<!with )(?<!or )\bports?\b *(;|$)"
_NOT_FILE = r"(?!.*\b(path|file ?name|name|url|uri|thumbprint|fingerprint|pass\w*)\b)"
# Pairs of pattern and placeholder: the first pattern found in the words of name and label decides. RULES
# are tried for secrets and plain texts; then, for plain texts only, addresses and PLAIN_RULES.
RULES: tuple[tuple[str, Made], ...] = (
    (
        r"\bjson\b(?!.*\b(url|path)\b)|service account (cred|key|config)|service creds",
        _json_document,
    ),
    (r"thumbprint|fingerprint", "0123456789ABCDEF0123456789ABCDEF01234567"),
    (rf"^{_NOT_FILE}(?!.*\b(id|account)\b).*\b(private|ssh) ?key\b", _private_key),
    (rf"^{_NOT_FILE}.*\bpublic key\b", _public_key),
    (rf"^{_NOT_FILE}.*\b(certificates?|cert|crt|ca bundle|pem)\b", _certificate),
    (rf"(database|\bdb\b|sql).*{_PORT}", "5432"),
    (_PORT, "443"),
    (r"\bsas\b.*\btoken\b", "?sv=2020-08-04&ss=bfqt&srt=sco&sp=rwdlacup&sig=placeholder%3D"),
    (r"\barn\b", "arn:aws:iam::123456789012:role/xfetch"),
    (r"access key id|aws ?access key\b(?!.*secret)", "XFETCHPLACEHOLDER001"),
    (r"(shared|primary|workspace|storage|account|encryption) key\b|base64|\bhmac\b", KEY),
    (
        r"^(?!.*\be?mail (server|host|url))"
        r".*(\be ?mails?\b|\bmailbox(es)?\b|principal name|\bupn\b)",
        "xfetch@example.com",
    ),
    (
        r"\b(account|company|organi[sz]ation|org|module|monitor|site|group|team|chat|feed) ids?\b"
        r"(?!.*service account)",
        NUMERIC_ID,
    ),
    (r"\bproject(s| ids?)?\b", "xfetch-project"),
    (r"\b(uu|gu)id\b|\bids?\b(?!.*\b(engine|user)\b.*\bname\b)", UUID),
)
PLAIN_RULES: tuple[tuple[str, str], ...] = (
    (
        r"\b(api|access|auth|license|integration|organi[sz]ation|consumer|client|secret|app)\w*"
        r" key\b",
        KEY,
    ),
    (r"\b(token|secret|apikey)\b", KEY),
    (r"pass(word|phrase)", PASSWORD),
    (r"\bregion\b", "us-east-1"),
    (r"\bcron\b", "0 * * * *"),
    (r"phone|\bmobile\b", "+15555550100"),
    (r"(account|serial|customer) number", "123456789012"),
    (r"time ?out|\bseconds\b", "60"),
    (r"\b(first|look ?back|fetch).*\b(minutes)\b|look ?back", "60"),
    (r"\bdays\b", "3"),
    (r"\bhours\b", "24"),
    (r"\bminutes\b|\binterval\b", "5"),
    (r"first ?fetch|fetch ?(time|from|since|back)|time ?range|date range|\bsince\b", "3 days"),
    (r"\b(date|timestamp)\b", "2024-01-01T00:00:00Z"),
    (r"\b(max|limit|maximum|count|number|size|top|threshold|amount)\b", "50"),
    (r"\bbase ?dn\b|distinguished name", "dc=example,dc=com"),
    (r"\binbox\b|\bfolders?\b(?=.*(mail|message))|mail folder", "INBOX"),
    (r"\bfile ?(name|path)s?\b|\bpath\b", "xfetch.txt"),
    (r"\bdirectory\b|\bdir\b", "xfetch"),
    (r"\bsites?\b.*\bsearch\b", "example.com"),
    (r"\bquery\b", "*"),
    (r"\btime ?zone\b", "UTC"),
    (r"\bversions?\b", "1"),
)

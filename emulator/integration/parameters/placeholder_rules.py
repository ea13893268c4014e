"""Which words make which placeholder: ordered tables, of which the first match decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from . import placeholder_pem as pem
from .placeholder_text import DOCUMENT, KEY, NUMERIC_ID, PASSWORD, UUID, Noun

Made: TypeAlias = "str | Callable[[Noun], str]"


def _private_key(noun: Noun) -> str:
    """One-line fields cannot hold line ends; integrations expect ``\\n`` written out there."""
    return pem.PRIVATE_KEY.replace("\n", "\\n") if noun.single_line else pem.PRIVATE_KEY


def _public_key(noun: Noun) -> str:
    return KEY if noun.single_line else pem.PUBLIC_KEY


def _certificate(noun: Noun) -> str:
    if "base64" in noun.words + noun.hints:
        return pem.PKCS12_BASE64
    return pem.CERTIFICATE.replace("\n", "\\n") if noun.single_line else pem.CERTIFICATE


def _json_document(noun: Noun) -> str:
    account = re.search(r"service|account|credential|creds|key|auth", noun.words)
    return DOCUMENT if account else "{}"


_PORT = r"(?<!and )(?<!with )(?<!or )\bports?\b *(;|$)"
_NOT_FILE = r"(?!.*\b(path|file ?name|name|url|uri|thumbprint|fingerprint|pass\w*)\b)"
# The first pattern that is found in the words of name and label decides. They hold for secrets and
# for plain texts alike; `PLAIN_RULES` and addresses come after them, for plain texts only.
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

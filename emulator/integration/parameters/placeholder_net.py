"""Make placeholders for parameters that are network addresses: URLs, hosts, brokers and domains."""

from __future__ import annotations

import re

from .placeholder_rules import ParameterTexts

HOST = "xfetch.example.com"
_IP = "192.0.2.10"  # reserved for documentation
_URL = re.compile(
    r"\b((?:[a-z][a-z+]*)://)([^\s/,;)\"']*(?:<[^>]*>)?[^\s/,;)\"']*)(/[^\s,;)\"']*)?", re.I
)
_BARE = re.compile(r"(?<![\w./@-])((?:[\w-]+\.)+[a-z0-9-]+)(?::(\d{1,5}))?(?![\w@])", re.I)
_URL_NOUN = re.compile(r"ur[li]s?\b|\bend ?points?\b(?! name)|\bweb ?hook\b")
_HOST_NOUN = re.compile(
    r"\bhosts?(name)?\b|\bfqdn\b|\bip\b|\baddr(ess)?\b|\bbrokers?\b|\bservers?\b|\bname or ip\b"
)
_STRICT_HOST = re.compile(r"\bhost ?(name)?\b")
_NET_NOUN = re.compile(
    rf"{_URL_NOUN.pattern}|{_HOST_NOUN.pattern}|\bdomains?\b|\binstance\b|\bbase\b|\bplatform\b"
    r"|\bcloud\b|\bportal\b|\bgateway\b|\bconsole\b|\bsite name\b|\blocation\b|\bnamespace\b|\bns\b"
)


def address(texts: ParameterTexts) -> str:
    """Return a placeholder URL, host, host with port or domain; empty if the parameter is not an address.

    Scheme, port and path come from an example in the label or tooltip. The host never does: a placeholder
    must not reach a real product when the network is allowed.
    """
    label, name = texts.label_words, texts.name_words
    if not _NET_NOUN.search(f"{name} {label}"):
        return ""
    shown = _shown_url(texts.label) or _shown_host(texts) or _shown_url(texts.additional)
    if shown:
        return shown
    if _URL_NOUN.search(label):
        return f"https://{HOST}"
    if _URL_NOUN.search(name) and not _STRICT_HOST.search(label):
        return f"https://{HOST}"
    return _bare(f"{name} {label}", label)


def _bare(both: str, label: str) -> str:
    """Return a placeholder host, URL or domain, chosen by the words of the parameter.

    A parameter called server gets a URL: most code expects one there.
    """
    if re.search(r"\bbrokers?\b", both):
        return f"{HOST}:9092"
    if _STRICT_HOST.search(both) or re.search(r"\bfqdn\b|\bname or\b|\bdomain or ip\b", both):
        return HOST
    if re.search(r"\bip\b", both):
        return _IP
    if re.search(r"\bbase\b|\bservers?\b", both):
        return f"https://{HOST}"
    if re.search(r"\baddr(ess)?\b", both):
        return HOST
    return "example.com" if re.search(r"\bdomains?\b", both) else ""


def _shown_url(text: str) -> str:
    for scheme, host, path in _URL.findall(text):
        port = re.search(r":(\d{1,5})$", host.replace("]", "").replace(">", ""))
        plain = re.fullmatch(r"/[\w./-]*", path or "/")
        return f"{scheme}{HOST}{port.group(0) if port else ''}{path if path and plain else ''}"
    return ""


def _shown_host(texts: ParameterTexts) -> str:
    """Return a placeholder host or IP address, with the port of the example in the label.

    Returns an empty text if the label has no such example.
    """
    aside = texts.label if re.search(r"e\.?g|exam|i\.e|\(", texts.label, re.I) else ""
    found = _BARE.search(re.sub(r"\b(?:e\.g|i\.e)\.?", " ", aside, flags=re.I))
    if found is None:
        return ""
    numeric = re.fullmatch(r"[\d.]+", found.group(1)) is not None
    only_ip = numeric and not re.search(r"host|url|fqdn|name|server\b(?! ip)", texts.label_words)
    port = f":{found.group(2)}" if found.group(2) else ""
    return f"{_IP if only_ip else HOST}{port}"

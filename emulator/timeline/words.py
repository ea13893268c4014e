"""Random values for generated events that look like a product's: addresses, hosts, people, hashes.

Every public IP address is in a range that is reserved for documentation, every domain under example.com.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random


def _listed(text: str, separator: str | None = None) -> list[str]:
    return text.split(separator)


_FIRST = _listed(
    "Ada Amir Anna Bela Carlos Chen Dana David Elif Emma Farid Grace Hana Hugo Ines Ivan Jana Jonas"
    " Kofi Laura Lena Liam Maria Mei Milan Nadia Noah Olga Omar Paulo Priya Quinn Rosa Sam Sara Sven"
    " Tomas Uma Vera Wei Yara Yusuf Zoe"
)
_LAST = _listed(
    "Abe Adler Baker Banerjee Blanc Castro Cohen Costa Diaz Dubois Evans Fischer Garcia Haddad Ito"
    " Jansen Kaya Keller Khan Kim Kovac Larsen Levi Lopez Meyer Mills Moreau Nakamura Novak Okafor"
    " Olsen Patel Petrov Reyes Rossi Sato Schmidt Silva Singh Tran Wagner Walker Weber Yilmaz"
)
_SITES = _listed("ber cdg dub fra ham lhr mad nyc osl prg sfo sin syd tlv vie waw zrh")
_ROLES = _listed("app bkp db dc file hr jump kiosk lab mail print srv vpn web wks")
_PROCESSES = _listed(
    "backup.exe calc.exe chrome.exe cmd.exe explorer.exe java mshta.exe node outlook.exe"
    " powershell.exe python3 rundll32.exe sshd svchost.exe teams.exe winword.exe wscript.exe"
)
_FILES = _listed(
    "agenda.docx archive.zip budget.xlsx contract.pdf driver.sys invoice.pdf loader.dll notes.txt"
    " order.iso payroll.xlsm photo.jpg report.html setup.msi update.js voucher.lnk"
)
_MALWARE = _listed(
    "AmberLock BluntRaven CobaltMoth DustPan GlassEel HollowPine IronWren LanternRat MistLoader"
    " NightHeron OchreWorm PaperWasp QuartzDoor RustyKey SlateBot TidalMiner"
)
_TECHNIQUES = _listed(
    "T1003 T1021 T1027 T1047 T1053 T1055 T1059 T1071 T1078 T1082 T1105 T1110 T1190 T1204 T1486"
    " T1547 T1562 T1566"
)
_WHAT = _listed(
    "Beaconing|Brute force|Credential dumping|Data upload|Disabled logging|Encoded command"
    "|Impossible travel|Lateral movement|Malicious attachment|New administrator|Password spraying"
    "|Port scan|Privilege escalation|Ransom note|Suspicious login|Unusual process|Unsigned driver",
    "|",
)
_DEPARTMENTS = _listed(
    "Claims Engineering Facilities Finance Legal Logistics Research Sales Support"
)
_COUNTRIES = _listed("AR AU BR CA CH CZ DE EG ES FR GB IL IN IT JP KE KR MX NL NO PL SE SG US ZA")
_CITIES = _listed(
    "Bern Cairo Haifa Kyoto Leeds Lima Lyon Malmo Nairobi Oslo Porto Pune Quito Seoul"
)
_DOCUMENTATION = ("192.0.2", "198.51.100", "203.0.113")


def _hex(digits: int) -> Callable[[Random], str]:
    return lambda rng: f"{rng.getrandbits(4 * digits):0{digits}x}"


def _one(values: list[str]) -> Callable[[Random], str]:
    count = len(values)
    return lambda rng: values[int(rng.random() * count)]


_first, _last, _site, _role, _what = map(_one, (_FIRST, _LAST, _SITES, _ROLES, _WHAT))
_malware, _file = _one(_MALWARE), _one(_FILES)


def _host(rng: Random) -> str:
    return f"{_site(rng)}-{_role(rng)}-{int(rng.random() * 90) + 10}"


def _user(rng: Random) -> str:
    return f"{_first(rng)[0]}{_last(rng)}".lower()


def _ipv4(rng: Random) -> str:
    return f"{_DOCUMENTATION[int(rng.random() * 3)]}.{int(rng.random() * 254) + 1}"


def _private_ipv4(rng: Random) -> str:
    bits = rng.getrandbits(24)
    return f"10.{bits >> 16}.{bits >> 8 & 255}.{bits & 255}"


def _uuid(rng: Random) -> str:
    text = f"{rng.getrandbits(128):032x}"
    variant = "89ab"[int(text[16], 16) & 3]
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:]}"


def _mac(rng: Random) -> str:
    text = f"{rng.getrandbits(40):010x}"
    return "02:" + ":".join(text[i : i + 2] for i in range(0, 10, 2))


WORDS: Mapping[str, Callable[[Random], str]] = {
    "city": _one(_CITIES),
    "country": _one(_COUNTRIES),
    "department": _one(_DEPARTMENTS),
    "domain": lambda rng: f"{_malware(rng).lower()}.example.com",
    "email": lambda rng: f"{_first(rng)}.{_last(rng)}@example.com".lower(),
    "file": _file,
    "host": _host,
    "ipv4": _ipv4,
    "mac": _mac,
    "malware": _malware,
    "md5": _hex(32),
    "person": lambda rng: f"{_first(rng)} {_last(rng)}",
    "port": lambda rng: str(int(rng.random() * 64511) + 1024),
    "private_ipv4": _private_ipv4,
    "process": _one(_PROCESSES),
    "sentence": lambda rng: f"{_what(rng)} by {_user(rng)} on {_host(rng)}",
    "severity": _one(["low", "low", "medium", "medium", "high", "critical"]),
    "sha256": _hex(64),
    "technique": _one(_TECHNIQUES),
    "title": _what,
    "url": lambda rng: f"https://{_malware(rng).lower()}.example.com/{_file(rng)}",
    "user": _user,
    "uuid": _uuid,
}

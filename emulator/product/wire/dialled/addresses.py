"""Host names without DNS: each gets an address of its own, and is known again by it."""

from __future__ import annotations

import ipaddress

# RFC 2544 sets this range aside for benchmarks: no address of anybody's lies in it.
_FIRST = int(ipaddress.IPv4Address("198.18.0.1"))
_MAPPED = "::ffff:"


class Names:
    """Addresses are given in the order of asking, so that two runs give the same ones."""

    def __init__(self) -> None:
        self._addresses: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def address_of(self, name: str) -> str:
        """The IPv4 address that stands for a name."""
        name = name.lower().rstrip(".")
        address = self._addresses.get(name)
        if address is None:
            address = str(ipaddress.IPv4Address(_FIRST + len(self._addresses)))
            self._addresses[name] = address
            self._names[address] = name
        return address

    def name_of(self, address: str) -> str:
        """The name for which an address was given; of any other address, itself."""
        plain = address.removeprefix(_MAPPED)
        return self._names.get(plain, address.lower())


def mapped(address: str) -> str:
    """The IPv4 address as an IPv6 socket takes it."""
    return _MAPPED + address

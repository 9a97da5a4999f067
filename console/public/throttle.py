"""Slows down who guesses tracking numbers: a few numbers that do not exist per address, then an hour's rest."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

MOST_MISSES = 10
WINDOW_SECONDS = 3600.0
_MOST_ADDRESSES = 20_000
_OF_ONE_HOUSE = 64
"""Bits of an IPv6 address that a provider gives to one customer."""


class Throttle:
    """Misses by address within the last hour, in this process. Only misses count: many residents share one address."""

    def __init__(self, clock: Callable[[], float], most: int = MOST_MISSES) -> None:
        self._clock = clock
        self._most = most
        self._misses: OrderedDict[str, deque[float]] = OrderedDict()

    def blocked(self, address: str) -> bool:
        return len(self._recent(address)) >= self._most

    def missed(self, address: str) -> None:
        recent = self._recent(address)
        recent.append(self._clock())
        self._misses[address] = recent
        self._misses.move_to_end(address)
        while len(self._misses) > _MOST_ADDRESSES:
            self._misses.popitem(last=False)

    def _recent(self, address: str) -> deque[float]:
        misses = self._misses.get(address, deque())
        while misses and misses[0] <= self._clock() - WINDOW_SECONDS:
            misses.popleft()
        return misses


def visitor_address(remote: str | None, forwarded: str) -> str:
    """Who asks: what our own proxy says in X-Forwarded-For, whose last entry it wrote itself. A visitor who comes
    without a proxy could write there what they like, so only a private neighbour is believed."""
    address = _address(remote or "")
    told = forwarded.rpartition(",")[2].strip()
    if address and address.is_private and told:
        address = _address(told) or address
    if address is None:
        return "unknown"
    return str(ip_network(f"{address}/{_OF_ONE_HOUSE}", strict=False)) if address.version == 6 else str(address)


def _address(written: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(written)
    except ValueError:
        return None

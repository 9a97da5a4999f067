"""How fast an account and a single chat may be sent to, as pure arithmetic on GCRA clocks; the store keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.messages import ChannelName

HORIZON_SECONDS = 0.25
"""How far ahead send times are given out: short, so that a reply soon finds a free one before a broadcast's."""

_MARGIN = 1.015
"""So much slower than the ceiling: the way to the channel takes some milliseconds more or less. Who is late by less
than this share of a second adds nobody to the second that begins then."""


@dataclass(frozen=True, slots=True)
class Slots:
    """Evenly spaced send times: the first in `wait` seconds, then one each `interval` seconds, `count` in all."""

    count: int
    wait: float
    interval: float

    def time_of(self, number: int) -> float:
        """Seconds from now until the send with this number, counted from 0."""
        return self.wait + number * self.interval


def free_slots(behind: float, rate: float, limit: int) -> Slots:
    """The free send times within the horizon, at most `limit`.

    `behind` is the account's next free moment in seconds from now (negative: it has been idle); `rate` is sends a
    second. Time that passed unused is not made up for: sends are even, never a burst.
    """
    interval = _MARGIN / rate
    wait = max(behind, 0.0)
    within = int((HORIZON_SECONDS - wait) / interval) + 1 if wait <= HORIZON_SECONDS else 0
    return Slots(max(0, min(within, limit)), wait, interval)


@dataclass(frozen=True, slots=True)
class ChatPace:
    """One message each `interval` seconds in the long run, `burst` of them at once after a quiet while."""

    interval: float
    burst: int

    @property
    def tolerance(self) -> float:
        """How far, in seconds, a chat's clock may run ahead of now."""
        return (self.burst - 1) * self.interval

    def most_within(self, seconds: float) -> int:
        """The most sends in any window of this length."""
        return self.burst + int(seconds / self.interval)


@dataclass(frozen=True, slots=True)
class AccountPace:
    """`per_second` over all chats of an account, and what one person's chat and one group bear."""

    per_second: float
    person: ChatPace
    group: ChatPace


DEFAULT_PACES: Mapping[ChannelName, AccountPace] = {
    # 1 a second to a person with short bursts; never more than 20 a minute to a group: 5 at once, then one in 4 s.
    ChannelName.TELEGRAM: AccountPace(30.0, ChatPace(1.0, 5), ChatPace(4.0, 5)),
    # 1 in 6 s to a person; Meta bears bursts up to 45 that are saved again afterwards.
    ChannelName.WHATSAPP: AccountPace(80.0, ChatPace(6.0, 20), ChatPace(6.0, 20)),
}
"""The platforms' own ceilings."""

DOWN_AFTER = 5
"""Failures in a row, whatever the message, after which an account counts as down."""

_LONGEST_REST = 60.0


def rest_of(failures: int) -> float:
    """Seconds an account rests after so many failures in a row: 0, then 1, 2, 4 … 60."""
    if failures < DOWN_AFTER:
        return 0.0
    return float(min(2.0 ** min(failures - DOWN_AFTER, 10), _LONGEST_REST))

"""What a campaign will take before it is let go: time, Meta's tier, money, quiet hours. Estimates, and pure.

Moments are in the office's own time (WIB): quiet hours are hours of its day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from bot.domain.campaigns import Rules

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Load:
    """What one channel has to carry: `people`, of whom `opens` need a template; `per_second` is its ceiling."""

    channel: str
    people: int
    per_second: float
    opens: int = 0


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing is sent from then until then."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class TierUse:
    """Of the people WhatsApp lets us open a conversation with in 24 hours: `used` already, `wanted` by this campaign.
    `budget` is our share of the `tier`."""

    used: int
    wanted: int
    budget: int
    tier: int

    @property
    def today(self) -> int:
        """How many of those wanted fit into the first 24 hours."""
        return min(self.wanted, max(0, self.budget - self.used))

    @property
    def share(self) -> float:
        """Of Meta's tier, used up in the first 24 hours; from 0 to 1 and a little more where others used more."""
        return (self.used + self.today) / self.tier if self.tier else 1.0

    @property
    def days(self) -> int | None:
        """Further days that are needed after the first; None where nothing may be opened at all."""
        left = self.wanted - self.today
        if not left:
            return 0
        return ceil(left / self.budget) if self.budget > 0 else None


@dataclass(frozen=True, slots=True)
class Span:
    """When a channel begins and ends. `ends` is None where the tier never lets it."""

    channel: str
    people: int
    begins: datetime
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Of all channels; `rest` is the first one on the way, if there is any."""

    spans: Sequence[Span]
    tier: TierUse
    rest: Rest | None = None

    @property
    def begins(self) -> datetime | None:
        return min((each.begins for each in self.spans), default=None)

    @property
    def ends(self) -> datetime | None:
        """None where it has nobody, or never ends."""
        found = [each.ends for each in self.spans]
        return None if not found or None in found else max(each for each in found if each)


@dataclass(frozen=True, slots=True)
class Prices:
    """Rupiah for a delivered template, by Meta's category. `sample`: invented to look around, nobody's real price."""

    by_category: Mapping[str, int] = field(default_factory=dict)
    sample: bool = True


SAMPLE_PRICES = Prices({"marketing": 500, "utility": 300})
"""Round figures to show how the estimate looks; an office enters those of its own contract (WHATSAPP_PRICES)."""
DEAREST = "marketing"
"""The category of announcements where nobody knows better."""


def forecast(
    starts: datetime, loads: Sequence[Load], rules: Rules, used: int = 0, *, emergency: bool = False
) -> Forecast:
    """`used`: conversations opened in the last 24 hours."""
    wanted = sum(load.opens for load in loads)
    tier = TierUse(used, wanted, rules.tier_budget, rules.tier)
    spans = [_span(starts, load, rules, tier, emergency=emergency) for load in loads if load.people]
    begins = starts if emergency else rules.quiet_ends(starts)
    last = max((each.ends for each in spans if each.ends), default=begins)
    endless = any(each.ends is None for each in spans)
    rest = None if emergency else _rest(starts, begins, last, rules, endless=endless)
    return Forecast(spans, tier, rest if spans else None)


def cost(templates: Mapping[str, int], prices: Prices) -> int | None:
    """Rupiah, if all of them are delivered; `templates` counts them by category. None where a price is missing."""
    wanted = {category: count for category, count in templates.items() if count}
    if any(category not in prices.by_category for category in wanted):
        return None
    return sum(count * prices.by_category[category] for category, count in wanted.items())


def awake_after(starts: datetime, needed: timedelta, rules: Rules) -> datetime:
    """When so much time has passed since, hours of quiet left out."""
    at = rules.quiet_ends(starts)
    begins = _quiet_begins(at, rules)
    if begins is None or at + needed <= begins:
        return at + needed
    needed -= begins - at
    at = rules.quiet_ends(begins)
    awake = (_quiet_begins(at, rules) or at + _DAY) - at
    # A last day that is filled to its end ends then, and not on the next morning.
    days = ceil(needed / awake) - 1 if awake else 0
    return at + days * _DAY + (needed - days * awake)


def _span(starts: datetime, load: Load, rules: Rules, tier: TierUse, *, emergency: bool) -> Span:
    needed = timedelta(seconds=load.people / load.per_second)
    begins = starts if emergency else rules.quiet_ends(starts)
    ends = starts + needed if emergency else awake_after(starts, needed, rules)
    if not load.opens:
        return Span(load.channel, load.people, begins, ends)
    if tier.days is None:
        return Span(load.channel, load.people, begins, None)
    opened = begins + tier.days * _DAY
    return Span(load.channel, load.people, begins, max(ends, opened if emergency else rules.quiet_ends(opened)))


def _rest(starts: datetime, begins: datetime, last: datetime, rules: Rules, *, endless: bool) -> Rest | None:
    if begins > starts:
        return Rest(starts, begins)
    quiet = _quiet_begins(begins, rules)
    if quiet is None or (quiet >= last and not endless):
        return None
    return Rest(quiet, rules.quiet_ends(quiet))


def _quiet_begins(at: datetime, rules: Rules) -> datetime | None:
    """The next time; None where it is never quiet."""
    if rules.quiet_from == rules.quiet_until:
        return None
    begins = at.replace(
        hour=rules.quiet_from.hour, minute=rules.quiet_from.minute, second=rules.quiet_from.second, microsecond=0
    )
    return begins if begins > at else begins + _DAY

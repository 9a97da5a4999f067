"""What a campaign will take, for the pages before it starts: whom it reaches, how it looks, time, tier and money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.audience import Count
from bot.domain.campaign_checks import Slip
from bot.domain.campaign_control import STAFF, Reached, Standing, lacks
from bot.domain.campaign_desk import choices_of
from bot.domain.campaign_forecast import DEAREST, Forecast, Load, Prices, cost, forecast
from bot.domain.campaigns import Left
from bot.domain.phones import PhoneBubble
from bot.domain.staff import Account
from console.staff.campaigns.control_desk import ControlPorts
from console.staff.moments import WIB
from console.staff.visit import Visit


@dataclass(frozen=True, slots=True)
class Look:
    """How a version looks in a language: on each way (`telegram`, `whatsapp`, `whatsapp_template`) its bubbles."""

    version: int
    language: str
    ways: Sequence[tuple[str, Sequence[PhoneBubble]]]
    picture: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """`approvers` may approve it; `rupiah` is None where a price is missing; `starts` is when it would, at the
    earliest."""

    reached: Reached
    forecast: Forecast
    starts: datetime
    lacks: Sequence[Slip]
    second: bool
    approvers: Sequence[Account]
    rupiah: int | None
    prices: Prices

    @property
    def left(self) -> Sequence[tuple[Left, int]]:
        return sorted(self.reached.count.left_out.items(), key=lambda each: -each[1])

    @property
    def days(self) -> int:
        """From the first message to the last, begun days; 0 where there is no end in sight."""
        return (self.forecast.ends - self.starts).days + 1 if self.forecast.ends else 0

    @property
    def tired(self) -> int:
        """Left out by the weekly limit."""
        return self.reached.count.left_out.get(Left.ENOUGH_THIS_WEEK, 0)


async def plan_of(ports: ControlPorts, visit: Visit, standing: Standing) -> Plan:
    campaign, now = standing.campaign, visit.now.astimezone(WIB)
    reached = await ports.control.reached(standing)
    starts = max(now, campaign.due_at.astimezone(WIB)) if campaign.due_at else now
    loads = [
        Load(channel, people, ports.rates.get(channel, 1.0), reached.opens if channel == "whatsapp" else 0)
        for channel, people in sorted(reached.count.reached.items())
    ]
    accounts = await ports.accounts.all()
    return Plan(
        reached=reached,
        forecast=forecast(starts, loads, ports.rules, reached.used, emergency=campaign.emergency),
        starts=starts,
        lacks=await lacks_of(ports, visit, standing, reached.count),
        second=reached.count.total > ports.rules.second_above,
        approvers=[
            each for each in accounts if each.active and each.roles & STAFF and each.login not in standing.hands
        ],
        rupiah=cost(await _templates(ports, standing, reached.opens), ports.prices),
        prices=ports.prices,
    )


async def lacks_of(ports: ControlPorts, visit: Visit, standing: Standing, count: Count) -> Sequence[Slip]:
    """By the templates that are approved now."""
    return lacks(standing, count, await choices_of(ports.templates, ports.topics), visit.now)


async def _templates(ports: ControlPorts, standing: Standing, opens: int) -> Counter[str]:
    """Templates by category: all in the dearest of those it uses, since nobody knows yet who reads which."""
    message = standing.campaign.message
    found = {
        await ports.categories.category(wording.template, language)
        for version in (message.versions if message else ())
        for language, wording in version.items()
        if wording.template
    }
    dearest = max(found, key=lambda each: ports.prices.by_category.get(each, 0), default=DEAREST)
    return Counter({dearest: opens})


async def looks_of(ports: ControlPorts, visit: Visit, standing: Standing) -> Sequence[Look]:
    """Every version in every language it is written in."""
    message = standing.campaign.message
    if message is None:
        return []
    await ports.phones.refresh()
    name = visit.text("control_sample_name")
    found = []
    for number, version in enumerate(message.versions):
        for language, wording in sorted(version.items(), reverse=visit.language == "id"):
            drawn = ports.phones.phones(message, number, language, name)
            ways = [(way, bubbles) for way, bubbles in drawn.items() if bubbles]
            found.append(Look(number, language, ways, bool(wording.picture)))
    return found

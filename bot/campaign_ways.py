"""The channel accounts campaigns go out by, and how each says a message."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters import Adapters
from bot.campaign_wording import CampaignWording
from bot.store.campaign_wordings import Way


def campaign_ways(adapters: Adapters, wording: CampaignWording) -> Sequence[Way]:
    """One for each channel that is set up."""
    return [
        Way(name, channel.account, adapters.rules[name].pace.per_second, wording.on(name))
        for name, channel in adapters.channels.items()
    ]

"""The channel accounts campaigns go out by, and how each says a message."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bot.adapters import Adapters
from bot.domain.actions import Verb, action
from bot.domain.campaigns import Campaign, Wording
from bot.domain.messages import ChannelName
from bot.domain.ports import Channel
from bot.domain.reply import Choice, Payload, Say
from bot.store.campaign_wordings import NAME, Way

_NOBODY = "Bapak/Ibu"


def campaign_ways(adapters: Adapters) -> Sequence[Way]:
    """One for each channel that is set up."""
    return [
        Way(name, channel.account, adapters.rules[name].pace.per_second, partial(_composed, channel))
        for name, channel in adapters.channels.items()
    ]


def _composed(
    channel: Channel, campaign: Campaign, version: int, language: str, fresh: bool, name: str
) -> Payload | None:
    if campaign.message is None:
        return None
    told = campaign.message.wording(version, language)
    if channel.name is ChannelName.WHATSAPP and not fresh:
        return _template(told, language, name) if told.template else None
    choices = tuple(
        Choice(action(Verb.CAMPAIGN, campaign.id.hex, str(version), str(number)), button.title)
        for number, button in enumerate(told.buttons)
    )
    payloads = channel.render(Say(_named(told.text, name), told.title, choices))
    return payloads[0]


def _template(told: Wording, language: str, name: str) -> Payload:
    parameters = [{"type": "text", "text": _named(each, name)} for each in told.variables]
    body = [{"type": "body", "parameters": parameters}] if parameters else []
    return {
        "type": "template",
        "template": {"name": told.template, "language": {"code": language}, "components": body},
    }


def _named(words: str, name: str) -> str:
    return words.replace(NAME, name or _NOBODY)

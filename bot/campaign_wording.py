"""What a campaign says → the request each channel gets for one resident; and how that looks, for its editors.

A message is one request: with a picture its words are the picture's caption, so they have to fit there (1,024
characters on both channels). Longer ones are told to the editor and cut when sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from bot.channels.split import shorten
from bot.channels.telegram import announcement as telegram
from bot.channels.whatsapp import announcement as whatsapp
from bot.channels.whatsapp.template import look, templated
from bot.domain.actions import Verb, action
from bot.domain.announcements import Announcement, Compose, with_name
from bot.domain.campaign_desk import TEMPLATE_WAY
from bot.domain.campaigns import Campaign, Message, Wording
from bot.domain.messages import ChannelName
from bot.domain.phones import PhoneBubble
from bot.domain.reply import Choice, Payload
from bot.domain.templates import MAX_BUTTON, KeptTemplate
from bot.phones import SCREENS
from bot.template_shelf import TemplateShelf

Phrase = Callable[[str, str], str]
"""A sentence of faq/phrases by key and language."""
_NOBODY = UUID(int=0)
_STOP = action(Verb.TASK, "berhenti_langganan")


class CampaignWording:
    """Implements the CampaignPhones port, and gives a Compose for each channel."""

    def __init__(self, phrase: Phrase, templates: TemplateShelf) -> None:
        self._phrase = phrase
        self._templates = templates

    def on(self, channel: ChannelName) -> Compose:
        """For the feed of an account of this channel (bot/store/campaign_feed.py)."""
        return self._on_telegram if channel is ChannelName.TELEGRAM else self._on_whatsapp

    async def refresh(self) -> None:
        await self._templates.refresh()

    def phones(self, message: Message, version: int, language: str, name: str) -> Mapping[str, Sequence[PhoneBubble]]:
        said, wording, spoken = self._said(_NOBODY, message, version, language, name)
        if not wording.text.strip():
            return {}
        found = self._template(wording, spoken)
        sent = _by_template(found, wording, said, name) if found else None
        drawn = [look(found.template, _values(wording, name), said.picture)] if found and sent else []
        on_telegram, on_whatsapp = SCREENS[ChannelName.TELEGRAM], SCREENS[ChannelName.WHATSAPP]
        return {
            ChannelName.TELEGRAM.value: on_telegram.bubbles([telegram.announce(said)]),
            ChannelName.WHATSAPP.value: on_whatsapp.bubbles([whatsapp.announce(said)]),
            TEMPLATE_WAY: on_whatsapp.bubbles(drawn),
        }

    def _on_telegram(self, campaign: Campaign, version: int, language: str, fresh: bool, name: str) -> Payload | None:
        if campaign.message is None:
            return None
        said, _, _ = self._said(campaign.id, campaign.message, version, language, name)
        return telegram.announce(said)

    def _on_whatsapp(self, campaign: Campaign, version: int, language: str, fresh: bool, name: str) -> Payload | None:
        if campaign.message is None:
            return None
        said, wording, spoken = self._said(campaign.id, campaign.message, version, language, name)
        if fresh:
            return whatsapp.announce(said)
        found = self._template(wording, spoken)
        return _by_template(found, wording, said, name) if found else None

    def _said(
        self, campaign: UUID, message: Message, version: int, language: str, name: str
    ) -> tuple[Announcement, Wording, str]:
        """With the wording it is made of, and the language that one is in."""
        told = message.versions[version % len(message.versions)]
        spoken = language if language in told else "id"
        wording = told[spoken]
        choices = tuple(
            Choice(action(Verb.CAMPAIGN, campaign.hex, str(version), str(number)), _label(button.title))
            for number, button in enumerate(wording.buttons)
        )
        said = Announcement(
            title=wording.title,
            text=with_name(wording.text, name),
            choices=choices,
            stop=Choice(_STOP, self._phrase("button_stop", spoken)),
            press_to_stop=self._phrase("press_to_stop", spoken),
            type_to_stop=self._phrase("type_to_stop", spoken),
            picture=wording.picture,
        )
        return said, wording, spoken

    def _template(self, wording: Wording, language: str) -> KeptTemplate | None:
        found = self._templates.find(wording.template, language) if wording.template else None
        return found if found and found.usable else None


def _label(title: str) -> str:
    """One short line, as both channels take it; editors are told before."""
    return shorten(" ".join(title.split()), MAX_BUTTON) or "…"


def _by_template(kept: KeptTemplate, wording: Wording, said: Announcement, name: str) -> Payload | None:
    return templated(kept.template, _values(wording, name), said)


def _values(wording: Wording, name: str) -> list[str]:
    return [with_name(value, name) for value in wording.variables]

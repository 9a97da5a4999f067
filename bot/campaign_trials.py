"""Trials of a campaign: each message exactly as residents would get it, behind one that says it is a trial."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from bot.domain.announcements import Compose
from bot.domain.campaign_trials import Pilot, TrialSent
from bot.domain.campaigns import Campaign
from bot.domain.messages import ChannelName
from bot.domain.ports import Channel
from bot.domain.reply import Payload, Say
from bot.store.campaign_trials import PostgresPilots


class Phrase(Protocol):
    """A sentence of faq/phrases by key and language, with values in their places."""

    def __call__(self, key: str, language: str, **values: str) -> str: ...


class OutboxTrials:
    """Implements the CampaignTrials port. `wording` gives the composer of a channel; `phrase` the words before
    each. Who is out of WhatsApp's 24 hours could not be told that it is a trial, and gets none."""

    def __init__(
        self,
        pilots: PostgresPilots,
        channels: Mapping[ChannelName, Channel],
        wording: Callable[[ChannelName], Compose],
        phrase: Phrase,
    ) -> None:
        self._pilots = pilots
        self._channels = channels
        self._wording = wording
        self._phrase = phrase

    async def send(self, campaign: Campaign, languages: Sequence[str], to: Sequence[Pilot], key: UUID) -> TrialSent:
        messages, people = 0, 0
        for pilot in to:
            payloads = self._payloads(campaign, languages, pilot) if pilot.can else []
            if payloads:
                messages += await self._pilots.queue(pilot.conversation, payloads, f"trial:{key}:{pilot.conversation}")
                people += 1
        return TrialSent(messages, people, len(to) - people)

    def _payloads(self, campaign: Campaign, languages: Sequence[str], pilot: Pilot) -> list[Payload]:
        channel = self._channels.get(pilot.channel)
        if channel is None or channel.account != pilot.account or campaign.message is None:
            return []
        found: list[Payload] = []
        for version, written in enumerate(campaign.message.versions):
            for language in (each for each in languages if each in written):
                marked = channel.render(Say(self._mark(campaign, version, language)))
                for payload in self._composed(campaign, version, language, pilot):
                    found += [*marked, payload]
        return found

    def _composed(self, campaign: Campaign, version: int, language: str, pilot: Pilot) -> list[Payload]:
        """On WhatsApp both ways: as those inside the 24 hours get it, and by the template as the others do."""
        compose = self._wording(pilot.channel)
        ways = (True, False) if pilot.channel is ChannelName.WHATSAPP else (True,)
        made = (compose(campaign, version, language, fresh, pilot.name) for fresh in ways)
        return [payload for payload in made if payload is not None]

    def _mark(self, campaign: Campaign, version: int, language: str) -> str:
        if campaign.message is None or len(campaign.message.versions) < 2:
            return self._phrase("campaign_trial", language, name=campaign.name)
        return self._phrase("campaign_trial_version", language, name=campaign.name, version="AB"[version % 2])
